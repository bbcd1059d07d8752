using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Dispatch.Metrics;
using OAuthAttest.Escalations.Dispatch.Notices;
using OAuthAttest.Escalations.Dispatch.Paging;
using OAuthAttest.Escalations.Dispatch.Posting;
using OAuthAttest.Escalations.Dispatch.Revoking;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Telemetry;

namespace OAuthAttest;

public static class EscalationDispatchRegistration
{
    /// <summary>
    /// Adds the dispatchers that carry escalations out. Needs persistence, the decisions, the incidents, Slack, PagerDuty and Datadog.
    /// </summary>
    public static IServiceCollection AddEscalationDispatch(this IServiceCollection services)
    {
        services.AddNoTelemetry();
        services.AddSingleton<EffectOutbox>();
        services.AddSingleton<IncidentStatusReader>();
        services.AddSingleton<PageLane>();
        services.AddSingleton<EscalationBacklog>();
        services.AddSingleton<EscalationLinks>();
        services.AddSingleton<PageComposer>();
        services.AddSingleton<PageRecorder>();
        services.AddSingleton<PagerDutyDispatcher>();
        services.AddSingleton<IncidentMessages>();
        services.AddSingleton<IncidentPoster>();
        services.AddSingleton<IncidentMessageUpdater>();
        services.AddSingleton<SlackDispatcher>();
        services.AddSingleton<FeedMessages>();
        services.AddSingleton<FeedNoticeDispatcher>();
        services.AddSingleton<DatadogComposer>();
        services.AddSingleton<DatadogDispatcher>();
        services.AddSingleton<RevocationDispatcher>();
        return services;
    }
}
