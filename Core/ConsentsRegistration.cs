using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Consents.Rejected;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Escalations.Consents.Webhooks.Auth0;
using OAuthAttest.Escalations.Consents.Webhooks.Entra;
using OAuthAttest.Escalations.Consents.Webhooks.GitHub;
using OAuthAttest.Escalations.Consents.Webhooks.Google;
using OAuthAttest.Escalations.Consents.Webhooks.Okta;
using OAuthAttest.Escalations.Consents.Webhooks.Standard;
using OAuthAttest.Telemetry;

namespace OAuthAttest;

public static class ConsentsRegistration
{
    /// <summary>
    /// Adds the webhooks, the inbox behind them and their checked options. Needs <c>AddPersistence</c>; with <c>AddConsentEvaluation</c> a
    /// standard user's consent is decided with its acceptance.
    /// </summary>
    public static IServiceCollection AddConsentIntake(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ConsentsOptions>(configuration);
        services.AddSingleton<IConsentWebhook, StandardWebhook>();
        services.AddSingleton<IConsentWebhook, OktaWebhook>();
        services.AddSingleton<IConsentWebhook, EntraWebhook>();
        services.AddSingleton<IConsentWebhook, GoogleWebhook>();
        services.AddSingleton<IConsentWebhook, Auth0Webhook>();
        services.AddSingleton<IConsentWebhook, GitHubWebhook>();
        services.AddNoTelemetry();
        services.AddSingleton<ConsentWebhooks>();
        services.AddSingleton<ConsentInbox>();
        services.AddSingleton<RejectedRecords>();
        return services;
    }
}
