using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Escalations.Acting;
using OAuthAttest.Escalations.Acting.Measuring;
using OAuthAttest.Escalations.Acting.Paging;
using OAuthAttest.Escalations.Acting.Revoking;
using OAuthAttest.Escalations.Acting.Telling;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

public sealed class EscalationActivities(IncidentWatch watch, PagerLane pager, SlackLane slack, DatadogLane datadog, RevocationLane revocations)
{
    [Function(nameof(DecideConsent))]
    public Task<DecidedConsent> DecideConsent([ActivityTrigger] EscalationOrder order, CancellationToken cancellation) =>
        OutsideFaults.NameAsync(() => watch.DecideAsync(order.ConsentId, cancellation));

    [Function(nameof(LookAtIncident))]
    public Task<IncidentLook> LookAtIncident([ActivityTrigger] IncidentRef incident, CancellationToken cancellation) =>
        OutsideFaults.NameAsync(() => watch.LookAsync(incident.IncidentId, cancellation));

    [Function(nameof(AdvancePagerDuty))]
    public Task<LaneStep> AdvancePagerDuty([ActivityTrigger] IncidentRef incident, CancellationToken cancellation) =>
        AdvanceAsync(incident, pager.AdvanceAsync, cancellation);

    [Function(nameof(AdvanceSlack))]
    public Task<LaneStep> AdvanceSlack([ActivityTrigger] IncidentRef incident, CancellationToken cancellation) =>
        AdvanceAsync(incident, slack.AdvanceAsync, cancellation);

    [Function(nameof(AdvanceDatadog))]
    public Task<LaneStep> AdvanceDatadog([ActivityTrigger] IncidentRef incident, CancellationToken cancellation) =>
        AdvanceAsync(incident, (id, token) => datadog.AdvanceAsync(id, token), cancellation);

    [Function(nameof(AdvanceRevocation))]
    public Task<LaneStep> AdvanceRevocation([ActivityTrigger] IncidentRef incident, CancellationToken cancellation) =>
        AdvanceAsync(incident, revocations.AdvanceAsync, cancellation);

    /// <summary>A lane's turn, and with its end what is next: to ask for that apart would be one more activity each time.</summary>
    private Task<LaneStep> AdvanceAsync(IncidentRef incident, Func<long, CancellationToken, Task<LaneStep>> advance, CancellationToken cancellation) =>
        OutsideFaults.NameAsync(async () =>
        {
            var step = await advance(incident.IncidentId, cancellation);
            return step with { Plan = await watch.PlanAsync(incident.IncidentId, cancellation) };
        });

    internal static string NameOf(EffectLane lane) => lane switch
    {
        EffectLane.PagerDuty => nameof(AdvancePagerDuty),
        EffectLane.Slack => nameof(AdvanceSlack),
        EffectLane.Datadog => nameof(AdvanceDatadog),
        EffectLane.Revocation => nameof(AdvanceRevocation),
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, null),
    };
}
