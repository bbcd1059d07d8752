using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Datadog;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Acting;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Decisions;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Functions.Campaigns;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Functions.Slack;
using OAuthAttest.Functions.Timers;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.PagerDuty;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack;
using OAuthAttest.Timers;

namespace OAuthAttest.Functions;

/// <summary>Everything that the functions need, for Azure and for one machine alike.</summary>
public static class FunctionsRegistration
{
    /// <summary>The connection string's name: <c>ConnectionStrings:OAuthAttest</c>.</summary>
    public const string ConnectionName = "OAuthAttest";

    /// <summary>
    /// The settings that timer triggers name must exist wherever functions are hosted. In Azure they are app settings; a host that
    /// needs no settings takes these.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> TimerDefaults { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        [CampaignOptions.ScheduleSetting] = new CampaignOptions().Schedule,
        [CampaignOptions.CatchUpScheduleSetting] = new CampaignOptions().CatchUpSchedule,
        [EscalationOptions.SweepScheduleSetting] = new EscalationOptions().SweepSchedule,
        [PollingOptions.EntraScheduleSetting] = new PollingOptions().EntraSchedule,
        [PollingOptions.OktaScheduleSetting] = new PollingOptions().OktaSchedule,
        [PollingOptions.GoogleScheduleSetting] = new PollingOptions().GoogleSchedule,
    };

    public static IServiceCollection AddOAuthAttest(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(configuration);
        services.AddQuietLogs();
        services.AddOptions<DatabaseOptions>()
            .Configure(options => options.ConnectionString = configuration.GetConnectionString(ConnectionName) ?? "")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddPersistence(configuration.GetConnectionString(ConnectionName) ?? "");
        services.AddScopes(configuration);
        services.AddCampaigns(configuration);
        services.AddEscalationOptions(configuration);
        services.AddConsentIntake(configuration);
        services.AddConsentJudgement();
        services.AddSlack(configuration);
        services.AddAsking();
        services.AddPagerDuty(configuration);
        services.AddDatadog(configuration);
        services.AddIncidents();
        services.AddSingleton<CampaignStart>();
        services.AddSingleton<WorklistClicks>();
        services.AddEscalationCourse();
        services.AddGrantRevocation(configuration);
        services.AddConsentPolling(configuration);
        services.AddSingleton<EscalationStart>();
        services.AddSingleton<ConsentIntake>();
        services.AddSingleton<IncidentClicks>();
        services.AddSingleton<ClickHandler>();
        services.AddSingleton<TimerRuns>();
        services.AddSingleton<TimerRecorder>();
        services.AddSingleton<TimerStatus>();
        return services;
    }
}
