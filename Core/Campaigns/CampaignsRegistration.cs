using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Configuration;

namespace OAuthAttest.Campaigns;

public static class CampaignsRegistration
{
    /// <summary>Adds the campaign's operations and its checked options. Needs <c>AddPersistence</c>.</summary>
    public static IServiceCollection AddCampaigns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<CampaignOptions>(configuration);
        services.AddSingleton<InventoryGate>();
        services.AddSingleton<CampaignOpening>();
        services.AddSingleton<CampaignParticipants>();
        services.AddSingleton<CampaignProgress>();
        services.AddSingleton<CampaignClosing>();
        services.AddSingleton<WorklistApproval>();
        services.AddSingleton<Worklists>();
        services.AddSingleton<CampaignReports>();
        services.AddSingleton<Rehearsal>();
        services.AddSingleton<RehearsalArchive>();
        return services;
    }
}
