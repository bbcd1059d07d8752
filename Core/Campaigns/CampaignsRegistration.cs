using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Campaigns;

public static class CampaignsRegistration
{
    /// <summary>Adds the campaign's operations and its checked options. Needs <c>AddPersistence</c>.</summary>
    public static IServiceCollection AddCampaigns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IConfigureOptions<CampaignOptions>>(new CampaignOptionsReader(configuration));
        services.AddSingleton<IValidateOptions<CampaignOptions>, CampaignOptionsValidator>();
        services.AddOptions<CampaignOptions>().ValidateOnStart();
        services.AddNoTelemetry();
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
