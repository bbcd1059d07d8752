using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.HandingOver;
using OAuthAttest.ScopeAudits.Acting;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.People;

namespace OAuthAttest;

public static class RemediationRegistration
{
    /// <summary>Adds what is done about deviations. Needs persistence, Slack and the sources of the scope audit.</summary>
    public static IServiceCollection AddRemediations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RemediationOptions>(configuration);
        services.TryAddSingleton<GrantHandOver>();
        services.AddSingleton<ActionAccess>();
        services.AddSingleton<RemediationRows>();
        services.AddSingleton<RemediationMessages>();
        services.AddSingleton<RemediationWork>();
        services.AddSingleton<RemediationConfirming>();
        services.AddSingleton<RemediationDecisions>();
        services.AddSingleton<RemediationReports>();
        services.TryAddSingleton<SlackAccountLookup>();
        services.TryAddSingleton<SlackPeople>();
        services.AddSingleton(provider => new RemediationRequests(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<RemediationRows>(),
            provider.GetRequiredService<ActionAccess>(),
            provider.GetRequiredService<ApprovedLists>(),
            provider.GetRequiredService<IOptions<RemediationOptions>>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new RemediationTelling(
            provider.GetRequiredService<IDbContextFactory<OAuthAttestDb>>(),
            provider.GetRequiredService<RemediationRows>(),
            provider.GetRequiredService<SlackOutbox>(),
            provider.GetRequiredService<ISlackWorkspace>(),
            provider.GetRequiredService<RemediationMessages>(),
            provider.GetRequiredService<IOptions<RemediationOptions>>(),
            Channel(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RemediationTelling>>()
        ));
        services.AddSingleton(provider => new RemediationTurns(
            provider.GetRequiredService<IDbContextFactory<OAuthAttestDb>>(),
            provider.GetRequiredService<RemediationRows>(),
            provider.GetRequiredService<RemediationWork>(),
            provider.GetRequiredService<RemediationConfirming>(),
            provider.GetRequiredService<RemediationTelling>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    private static string Channel(IServiceProvider provider) => provider.GetRequiredService<IOptions<ScopeAuditOptions>>().Value
        .ChannelOr(provider.GetRequiredService<IOptions<SlackOptions>>().Value.LeadChannel);
}
