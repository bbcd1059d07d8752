using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Configuration;
using OAuthAttest.Escalations.Consents.Doors;
using OAuthAttest.Escalations.Consents.Doors.Auth0;
using OAuthAttest.Escalations.Consents.Doors.Entra;
using OAuthAttest.Escalations.Consents.Doors.GitHub;
using OAuthAttest.Escalations.Consents.Doors.Google;
using OAuthAttest.Escalations.Consents.Doors.Okta;
using OAuthAttest.Escalations.Consents.Doors.Standard;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Consents;

public static class ConsentsRegistration
{
    /// <summary>Adds the doors, the inbox behind them and their checked options. Needs <c>AddPersistence</c>.</summary>
    public static IServiceCollection AddConsentIntake(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ConsentsOptions>(configuration);
        services.AddSingleton<IConsentDoor, StandardDoor>();
        services.AddSingleton<IConsentDoor, OktaDoor>();
        services.AddSingleton<IConsentDoor, EntraDoor>();
        services.AddSingleton<IConsentDoor, GoogleDoor>();
        services.AddSingleton<IConsentDoor, Auth0Door>();
        services.AddSingleton<IConsentDoor, GitHubDoor>();
        services.AddNoTelemetry();
        services.AddSingleton<ConsentDoors>();
        services.AddSingleton<ConsentInbox>();
        return services;
    }
}
