using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Dispatch.Metrics;
using OAuthAttest.Escalations.Dispatch.Paging;
using OAuthAttest.Escalations.Dispatch.Posting;
using OAuthAttest.Escalations.Dispatch.Revoking;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

public sealed class EscalationActivities(
    IncidentStatusReader reader,
    PageLane lane,
    PagerDutyDispatcher pager,
    SlackDispatcher slack,
    DatadogDispatcher datadog,
    RevocationDispatcher revocations
)
{
    private static readonly TimeSpan PageIsAwaited = TimeSpan.FromSeconds(2);

    [Function(nameof(DecideConsent))]
    public Task<DecidedConsent> DecideConsent([ActivityTrigger] EscalationOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(async () => IncidentStatusReader.Of(await lane.DecideAsync(order.ConsentId, cancellation)));

    [Function(nameof(LookAtIncident))]
    public Task<IncidentStatus> LookAtIncident([ActivityTrigger] IncidentRef incident, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => reader.ReviewAsync(incident.IncidentId, cancellation));

    [Function(nameof(AdvancePagerDuty))]
    public Task<DispatchResult> AdvancePagerDuty([ActivityTrigger] IncidentRef incident, CancellationToken cancellation) =>
        StepFailures.NameAsync(async () =>
        {
            await lane.WhenPagedAsync(incident.IncidentId, cancellation);
            return await lane.TakeTurnAsync(incident.IncidentId, () => pager.AdvanceAsync(incident.IncidentId, cancellation));
        });

    [Function(nameof(AdvanceSlack))]
    public Task<DispatchResult> AdvanceSlack([ActivityTrigger] IncidentRef incident, CancellationToken cancellation) =>
        AdvanceAsync(
            incident,
            // The link to the page is usually found while summary and details are posted: it is then shown by the same turn.
            (id, token) => slack.AdvanceAsync(id, () => lane.WhenTurnEndedAsync(id, PageIsAwaited, token), token),
            cancellation
        );

    [Function(nameof(AdvanceDatadog))]
    public Task<DispatchResult> AdvanceDatadog([ActivityTrigger] IncidentRef incident, CancellationToken cancellation) =>
        AdvanceAsync(
            incident,
            async (id, token) =>
            {
                // How long the page took is then told with the same turn.
                await lane.WhenPagedAsync(id, PageIsAwaited, token);
                return await datadog.AdvanceAsync(id, token);
            },
            cancellation
        );

    [Function(nameof(AdvanceRevocation))]
    public Task<DispatchResult> AdvanceRevocation([ActivityTrigger] IncidentRef incident, CancellationToken cancellation) =>
        AdvanceAsync(incident, revocations.AdvanceAsync, cancellation);

    /// <summary>
    /// Runs a channel's turn, which returns the next plan with it and so saves a second activity. A page that is late goes first.
    /// </summary>
    private Task<DispatchResult> AdvanceAsync(
        IncidentRef incident,
        Func<long, CancellationToken, Task<DispatchResult>> advance,
        CancellationToken cancellation
    ) =>
        StepFailures.NameAsync(async () =>
        {
            var step = await lane.AfterPagesAsync(() => advance(incident.IncidentId, cancellation), cancellation);
            return step.Plan is null ? step with { Plan = await reader.PlanAsync(incident.IncidentId, cancellation) } : step;
        });

    internal static string NameOf(OutboxChannel channel) => channel switch
    {
        OutboxChannel.PagerDuty => nameof(AdvancePagerDuty),
        OutboxChannel.Slack => nameof(AdvanceSlack),
        OutboxChannel.Datadog => nameof(AdvanceDatadog),
        OutboxChannel.Revocation => nameof(AdvanceRevocation),
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, null),
    };
}
