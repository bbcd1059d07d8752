using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Telemetry;

namespace OAuthAttest;

public static class EvaluationRegistration
{
    /// <summary>
    /// Adds the evaluation of consents and its reports. Needs <c>AddPersistence</c>, <c>AddEscalationOptions</c> and the scope dictionary.
    /// </summary>
    public static IServiceCollection AddConsentEvaluation(this IServiceCollection services)
    {
        services.AddNoTelemetry();
        services.AddSingleton<HighScopeRules>();
        services.AddSingleton<PrivilegedRoster>();
        services.AddSingleton<RemovalHistory>();
        services.AddSingleton<KnownApps>();
        services.AddSingleton<ConsentEvaluator>();
        services.AddSingleton<IEarlyDecisions, EarlyExits>();
        services.AddSingleton<IncidentReader>();
        services.AddSingleton<EscalationReports>();
        return services;
    }
}
