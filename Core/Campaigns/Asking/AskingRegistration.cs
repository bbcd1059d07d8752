using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Campaigns.Asking;

public static class AskingRegistration
{
    /// <summary>Adds what speaks with the people of a campaign: the questions and the answers. Needs persistence, scopes and Slack.</summary>
    public static IServiceCollection AddAsking(this IServiceCollection services)
    {
        services.AddSingleton<AttestationComposer>();
        services.AddSingleton<ParticipantRegister>();
        services.AddSingleton<QuestionSender>();
        services.AddSingleton<MessagePainter>();
        services.AddSingleton<RequestDesk>();
        services.AddSingleton<ScopeGrowthCheck>();
        services.AddNoTelemetry();
        services.AddSingleton<AnswerDesk>();
        services.AddSingleton<GrantViewer>();
        services.AddSingleton<CampaignWatch>();
        services.AddSingleton<LeadMessages>();
        services.AddSingleton<RehearsalDesk>();
        return services;
    }
}
