using Microsoft.Extensions.DependencyInjection;

namespace OAuthAttest.Functions.Reconciling;

internal static class ReconcilingRegistration
{
    /// <summary>Registers the reconciler. Needs campaigns, escalations and Datadog.</summary>
    public static IServiceCollection AddReconciling(this IServiceCollection services)
    {
        services.AddSingleton<OrchestrationRevival>();
        services.AddSingleton<CampaignReconciler>();
        services.AddSingleton<EscalationReconciler>();
        services.AddSingleton<RevocationReconciler>();
        services.AddSingleton<OrchestrationReconciler>();
        return services;
    }
}
