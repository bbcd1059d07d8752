using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Escalations.Consents.Webhooks.Auth0;
using OAuthAttest.Escalations.Consents.Webhooks.Entra;
using OAuthAttest.Escalations.Consents.Webhooks.GitHub;
using OAuthAttest.Escalations.Consents.Webhooks.Google;
using OAuthAttest.Escalations.Consents.Webhooks.Okta;
using OAuthAttest.Escalations.Consents.Webhooks.Standard;

namespace OAuthAttest;

public static class ConsentsRegistration
{
    /// <summary>Adds the doors, the inbox behind them and their checked options. Needs <c>AddPersistence</c>.</summary>
    public static IServiceCollection AddConsentIntake(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IConfigureOptions<ConsentsOptions>>(new ConsentsOptionsReader(configuration));
        services.AddSingleton<IValidateOptions<ConsentsOptions>>(new ConsentsOptionsValidator(configuration));
        services.AddOptions<ConsentsOptions>().ValidateOnStart();
        services.AddSingleton<IConsentWebhook, StandardWebhook>();
        services.AddSingleton<IConsentWebhook, OktaWebhook>();
        services.AddSingleton<IConsentWebhook, EntraWebhook>();
        services.AddSingleton<IConsentWebhook, GoogleWebhook>();
        services.AddSingleton<IConsentWebhook, Auth0Webhook>();
        services.AddSingleton<IConsentWebhook, GitHubWebhook>();
        services.AddSingleton<ConsentWebhooks>();
        services.AddSingleton<ConsentInbox>();
        return services;
    }
}
