using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Campaigns.Reconciling;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Campaigns.Starting;
using OAuthAttest.Grants.Import;
using OAuthAttest.Orchestrations;
using OAuthAttest.Telemetry;

namespace OAuthAttest;

public static class CampaignsRegistration
{
    /// <summary>Adds the campaign's operations and its checked options. Needs <c>AddPersistence</c>.</summary>
    public static IServiceCollection AddCampaigns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<CampaignOptions>(configuration);
        services.AddNoTelemetry();
        services.AddSingleton<InventoryGate>();
        services.AddSingleton<InventorySources>();
        services.AddSingleton<CampaignOpening>();
        services.AddSingleton<CampaignParticipants>();
        services.AddSingleton<CampaignStartRequests>();
        services.AddSingleton<CampaignSwitches>();
        services.AddSingleton<CampaignReconciliation>();
        services.AddSingleton<OrchestrationFailures>();
        services.AddSingleton<CampaignProgress>();
        services.AddSingleton<CampaignClosing>();
        services.AddSingleton<WorklistApproval>();
        services.AddSingleton<WorklistItemDecisions>();
        services.AddSingleton<RevocationPausing>();
        services.AddSingleton<Worklists>();
        services.AddSingleton<CampaignReports>();
        services.AddSingleton<ChangedGrants>();
        services.AddSingleton<CampaignPeople>();
        services.AddSingleton<SlackAccounts>();
        services.AddSingleton<Rehearsal>();
        services.AddSingleton<RehearsalArchive>();
        return services;
    }
}
