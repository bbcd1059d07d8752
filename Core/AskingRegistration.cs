using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Campaigns.Removing;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Telemetry;

namespace OAuthAttest;

public static class AskingRegistration
{
    /// <summary>Adds the campaign's questions and the handling of the answers. Needs persistence, scopes and Slack.</summary>
    public static IServiceCollection AddAsking(this IServiceCollection services)
    {
        services.AddSingleton<AttestationComposer>();
        services.AddSingleton<ParticipantRegister>();
        services.AddSingleton<RefusalNotice>();
        services.AddSingleton<QuestionSender>();
        services.AddSingleton<QuestionUpdater>();
        services.AddSingleton<ParticipantService>();
        services.AddSingleton<ScopeGrowthCheck>();
        services.AddSingleton<ReachCheck>();
        services.AddNoTelemetry();
        services.AddSingleton<AnswerService>();
        services.AddSingleton<AppAnswerService>();
        services.AddSingleton<GrantViewer>();
        services.AddSingleton<CampaignStatusReader>();
        services.AddSingleton<LeadMessages>();
        services.AddSingleton<LeadChannel>();
        services.AddSingleton<OutageNotice>();
        services.AddSingleton<RemovalTelling>();
        services.AddSingleton<RehearsalDirectory>();
        services.AddSingleton<RehearsalService>();
        return services;
    }
}
