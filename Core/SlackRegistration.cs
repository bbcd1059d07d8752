using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Outside;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Pacing;
using OAuthAttest.Slack.Pausing;
using OAuthAttest.Slack.People;
using OAuthAttest.Slack.Text;

namespace OAuthAttest;

public static class SlackRegistration
{
    /// <summary>Adds everything for Slack. Needs the persistence services; the options are checked at start.</summary>
    public static IServiceCollection AddSlack(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<SlackOptions>(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SlackSignature>();
        services.AddSingleton<SlackResponseUrl>();
        services.AddSingleton<SlackWorkspace>();
        services.AddSingleton<SlackPauses>();
        services.AddSingleton<ISlackWorkspace>(provider => new PausingSlackWorkspace(
            provider.GetRequiredService<SlackWorkspace>(),
            provider.GetRequiredService<SlackPauses>(),
            provider.GetRequiredService<IOptions<SlackOptions>>()));
        services.AddTransient<SlackTransport>();
        services.AddSingleton(provider =>
            SlackTemplates.Load(provider.GetRequiredService<IOptions<SlackOptions>>().Value.TemplatesFolder, MessageTexts.Catalog)
        );
        services.AddSingleton<IValidateOptions<SlackOptions>, MessageTextsCheck>();
        services.AddSingleton<SlackMessages>();
        services.AddSingleton<NoticeMessages>();
        services.AddSingleton<ReportMessages>();
        services.AddSingleton<SlackPacer>();
        services.AddSingleton<SlackOutbox>();
        services.AddSingleton<SlackDirectory>();

        // No loggers: a response_url is a secret, and no part of a request belongs in a log.
        services.AddHttpClient(SlackWorkspace.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(OutsideCall.Handler)
            .AddHttpMessageHandler<SlackTransport>()
            .RemoveAllLoggers();
        services.AddHttpClient(SlackResponseUrl.ClientName, OutsideCall.Configure)
            .ConfigurePrimaryHttpMessageHandler(OutsideCall.Handler)
            .RemoveAllLoggers();
        return services;
    }
}
