using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OAuthAttest.Aws.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Outside;
using OAuthAttest.Revocations.HandingOver;
using OAuthAttest.ScopeAudits.Alerting;
using OAuthAttest.ScopeAudits.Approving;
using OAuthAttest.ScopeAudits.Athena;
using OAuthAttest.ScopeAudits.Buckets;
using OAuthAttest.ScopeAudits.Paging;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Slack.People;

namespace OAuthAttest;

public static class ScopeAuditRegistration
{
    /// <summary>Adds the sources of the scope audit. This process keeps AWS' rate alone; see <see cref="AddSharedLookupPace"/>.</summary>
    public static IServiceCollection AddScopeAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ScopeAuditOptions>(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILookupPaces, OwnLookupPaces>();
        services.TryAddSingleton<IOwnCredentials, CredentialChain>();
        // No loggers: they would log session tokens in the headers.
        services.AddHttpClient(AwsApi.ClientName, client =>
            {
                OutsideCall.Configure(client);
                client.MaxResponseContentBufferSize = AwsApi.LargestAnswer;
            })
            .ConfigurePrimaryHttpMessageHandler(OutsideCall.Handler)
            .RemoveAllLoggers();
        services.AddSingleton(provider => new LookupSources(
            provider.GetRequiredService<IOptions<ScopeAuditOptions>>(),
            provider.GetRequiredService<ILookupPaces>(),
            provider.GetRequiredService<IOwnCredentials>(),
            provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new AthenaSources(
            provider.GetRequiredService<IOptions<ScopeAuditOptions>>(),
            provider.GetRequiredService<IOwnCredentials>(),
            provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new BucketSources(
            provider.GetRequiredService<IOptions<ScopeAuditOptions>>(),
            provider.GetRequiredService<ILookupPaces>(),
            provider.GetRequiredService<IOwnCredentials>(),
            provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    /// <summary>
    /// Adds the audits that run by themselves. Needs persistence, Slack, PagerDuty, Datadog and <see cref="AddScopeAudit"/>.
    /// </summary>
    public static IServiceCollection AddScopeAuditRuns(this IServiceCollection services)
    {
        services.AddSingleton<IAuditSource, LookupAudits>();
        services.AddSingleton<IAuditSource, BucketAudits>();
        services.AddSingleton<IAuditSource, AthenaAudits>();
        services.AddSingleton(provider => new AuditSources(
            provider.GetServices<IAuditSource>(), provider.GetRequiredService<IOptions<ScopeAuditOptions>>()));
        services.AddSingleton<ApprovedLists>();
        services.AddSingleton<VanishedPlaces>();
        services.AddSingleton<AuditStart>();
        services.AddSingleton<AuditParts>();
        services.AddSingleton<AuditConclusion>();
        services.AddSingleton<AuditReports>();
        services.AddSingleton<AuditNoticePlan>();
        services.AddSingleton<AuditNoticeSender>();
        services.TryAddSingleton<GrantHandOver>();
        services.AddSingleton<AuditAlerting>();
        return services.AddScopeApprovals();
    }

    /// <summary>Adds what is approved in Slack. Needs the same.</summary>
    private static IServiceCollection AddScopeApprovals(this IServiceCollection services)
    {
        services.TryAddSingleton<SlackAccountLookup>();
        services.TryAddSingleton<SlackPeople>();
        services.AddSingleton<ScopePeople>();
        services.AddSingleton<ScopeProposals>();
        services.AddSingleton<ScopeDecisions>();
        services.AddSingleton<ScopeApprovalMessages>();
        services.AddSingleton<ScopeApprovalTelling>();
        services.AddSingleton<ExpiryAnnouncing>();
        services.AddSingleton<ScopeApprovalUpkeep>();
        services.AddSingleton<ScopeApprovalReports>();
        return services;
    }

    /// <summary>All workers keep AWS' rate together. Needs persistence.</summary>
    public static IServiceCollection AddSharedLookupPace(this IServiceCollection services)
    {
        services.TryAddSingleton<ProviderPacer>();
        return services.Replace(ServiceDescriptor.Singleton<ILookupPaces, SharedLookupPaces>());
    }
}
