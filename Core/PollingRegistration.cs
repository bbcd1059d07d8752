using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Escalations.Polling.Apps;
using OAuthAttest.Escalations.Polling.Feeds;
using OAuthAttest.Escalations.Polling.Monitoring;
using OAuthAttest.Escalations.Polling.Watching;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Telemetry;

namespace OAuthAttest;

public static class PollingRegistration
{
    /// <summary>
    /// Adds the polls of the providers' logs. Needs persistence, the intake and Datadog. The credential of Entra is the keyed
    /// <see cref="TokenCredential"/> <c>Polling</c>.
    /// </summary>
    public static IServiceCollection AddConsentPolling(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<PollingOptions>(configuration);
        services.AddNoTelemetry();
        services.AddProviderAccess();
        services.AddKeyedSingleton<TokenCredential>(PollingOptions.Section, (provider, _) =>
            EntraCredentials.Create(provider.GetRequiredService<IOptions<PollingOptions>>().Value.Entra.Connection)
        );
        // The limit is five requests in ten seconds for an app in a tenant: https://learn.microsoft.com/graph/throttling-limits.
        services.AddKeyedSingleton(PollingOptions.Section, (_, _) => new RequestPace(5, TimeSpan.FromSeconds(10), TimeProvider.System));
        services.AddSingleton<IConsentFeed, EntraFeed>();
        services.AddSingleton<IConsentFeed, OktaFeed>();
        services.AddSingleton<IConsentFeed, GoogleTokenFeed>();
        services.AddSingleton<IConsentFeed, GoogleAdminFeed>();
        services.AddSingleton<PollWatermarks>();
        services.AddSingleton<HeldRecords>();
        services.AddSingleton<FeedHealthBook>();
        services.AddSingleton<FailureMetrics>();
        services.AddSingleton<ConsentPoller>();
        services.AddSingleton<IAppDirectory, EntraAppDirectory>();
        services.AddSingleton<MissedPushes>();
        services.AddSingleton<WatchSetup>();
        services.AddSingleton<WatchRenewal>();
        services.AddSingleton<FeedList>();
        services.AddSingleton<FeedStatus>();
        services.AddSingleton<FeedTroubles>();
        services.AddSingleton<SetAsideNotices>();
        services.AddSingleton<FeedMonitor>();
        return services;
    }
}
