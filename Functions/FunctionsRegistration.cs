using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OAuthAttest.Campaigns;
using OAuthAttest.Configuration;
using OAuthAttest.Functions.Campaigns;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Functions.Http;
using OAuthAttest.Functions.Reconciling;
using OAuthAttest.Functions.Remediations;
using OAuthAttest.Functions.Revocations;
using OAuthAttest.Functions.ScopeAudits;
using OAuthAttest.Functions.Slack;
using OAuthAttest.Functions.Timers;
using OAuthAttest.Telemetry;
using OAuthAttest.Timers;

namespace OAuthAttest.Functions;

/// <summary>Registers the services that the functions need, in Azure and in the local host.</summary>
public static class FunctionsRegistration
{
    /// <summary>The connection string's name.</summary>
    public const string ConnectionName = "OAuthAttest";

    /// <summary>
    /// Default schedules. The settings that timer triggers name must exist wherever functions are hosted: in Azure they are app settings;
    /// a host that runs without settings uses these.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> TimerDefaults { get; } =
        new[] { typeof(CampaignOptions).Assembly, typeof(DatabaseOptions).Assembly }
            .SelectMany(SettingsSection.In).SelectMany(section => section.Schedules()).ToDictionary(StringComparer.Ordinal);

    public static IServiceCollection AddOAuthAttest(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(configuration);
        services.AddQuietLogs();
        services.AddSettings<DatabaseOptions>(configuration);
        services.AddSettings<AccessOptions>(configuration);
        services.AddSingleton<ActingCaller>();
        services.AddDatabaseIdentity(configuration);
        services.AddPersistence(configuration.GetConnectionString(ConnectionName) ?? "");
        services.AddEvidence(configuration);
        services.AddScopes(configuration);
        services.AddCampaigns(configuration);
        services.AddEscalationOptions(configuration);
        services.AddConsentIntake(configuration);
        services.AddConsentEvaluation();
        services.AddSlack(configuration);
        services.AddAsking();
        services.AddPagerDuty(configuration);
        services.AddDatadog(configuration);
        services.AddIncidents();
        services.AddNoTelemetry();
        services.AddSingleton<AfterCommit>();
        services.AddSingleton<CampaignStart>();
        services.AddSingleton<DailyReach>();
        services.AddSingleton<SyncBeforeOpening>();
        services.AddHostedService<CampaignSwitchAtStart>();
        services.AddSingleton<AttestationClicks>();
        services.AddReconciling();
        services.AddSingleton<WorklistClicks>();
        services.AddSingleton<RemovalClicks>();
        services.AddEscalationDispatch();
        services.AddGrantRevocation(configuration);
        services.AddSingleton<RevocationStart>();
        services.AddConsentPolling(configuration);
        services.AddInventorySync(configuration);
        services.AddRosterReading(configuration);
        services.AddScopeAudit(configuration);
        services.AddSharedLookupPace();
        services.AddScopeAuditRuns();
        services.AddRemediations(configuration);
        services.AddSingleton<RemediationStart>();
        services.AddSingleton<RemediationClicks>();
        services.AddSingleton<ScopeAuditLauncher>();
        services.AddSingleton<ScopeApprovalClicks>();
        services.AddSingleton<EscalationStart>();
        services.AddSingleton<FeedCheck>();
        services.AddSingleton<ResponderDirectory>();
        services.AddSingleton<RoleNews>();
        services.AddSingleton<ConsentIntake>();
        services.AddSingleton<DrillStart>();
        services.AddSingleton<IncidentClicks>();
        services.AddSingleton<ClickHandler>();
        services.AddSingleton<TimerRuns>();
        services.AddSingleton<TimerRecorder>();
        services.AddSingleton<TimerStatus>();
        services.AddSingleton<HealthProbe>();
        return services;
    }
}
