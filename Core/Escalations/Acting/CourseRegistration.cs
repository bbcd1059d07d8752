using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Escalations.Acting.Measuring;
using OAuthAttest.Escalations.Acting.Paging;
using OAuthAttest.Escalations.Acting.Revoking;
using OAuthAttest.Escalations.Acting.Telling;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Acting;

public static class CourseRegistration
{
    /// <summary>Adds what carries an escalation out. Needs persistence, the decisions, the incidents, Slack, PagerDuty and Datadog.</summary>
    public static IServiceCollection AddEscalationCourse(this IServiceCollection services)
    {
        services.AddNoTelemetry();
        services.AddSingleton<EffectOutbox>();
        services.AddSingleton<IncidentWatch>();
        services.AddSingleton<EscalationBacklog>();
        services.AddSingleton<EscalationLinks>();
        services.AddSingleton<PageComposer>();
        services.AddSingleton<PageLedger>();
        services.AddSingleton<PagerLane>();
        services.AddSingleton<IncidentMessages>();
        services.AddSingleton<IncidentPoster>();
        services.AddSingleton<IncidentPainter>();
        services.AddSingleton<SlackLane>();
        services.AddSingleton<DatadogComposer>();
        services.AddSingleton<DatadogLane>();
        services.AddSingleton<RevocationLane>();
        return services;
    }
}
