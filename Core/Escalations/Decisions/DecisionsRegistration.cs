using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Decisions;

public static class DecisionsRegistration
{
    /// <summary>Adds the decision about consents, and how it is read. Needs <c>AddPersistence</c>, <c>AddEscalationOptions</c> and the scope dictionary.</summary>
    public static IServiceCollection AddConsentJudgement(this IServiceCollection services)
    {
        services.AddNoTelemetry();
        services.AddSingleton<HighScopeRules>();
        services.AddSingleton<PrivilegedRoster>();
        services.AddSingleton<RemovalHistory>();
        services.AddSingleton<ConsentJudge>();
        services.AddSingleton<IncidentReader>();
        services.AddSingleton<EscalationReports>();
        return services;
    }
}
