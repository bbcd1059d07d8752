using Microsoft.DurableTask.Client;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Dispatch.Posting;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Interactions;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// Acknowledge, Revoke grant and False positive. First the action is committed, then, within a bounded time, the message is updated and
/// the orchestration is woken. Both may fail: the tables record what is still to be done.
/// </summary>
public sealed class IncidentClicks(
    IncidentService service,
    Responders responders,
    IncidentReader incidents,
    IncidentMessageUpdater updater,
    IncidentMessages messages,
    ISlackWorkspace slack,
    AfterCommit after,
    TimeProvider clock
)
{
    /// <summary>Slack allows three seconds for the whole request; the commit takes milliseconds of them.</summary>
    private static readonly TimeSpan ShowTime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan NoteTime = TimeSpan.FromSeconds(0.7);

    /// <returns>The JSON that answers a submitted modal; null for an empty answer.</returns>
    public async Task<string?> HandleAsync(IncidentCommand command, DurableTaskClient client, CancellationToken cancellation)
    {
        switch (command)
        {
            case FalsePositiveSubmitted submitted:
                return await SubmitAsync(submitted, client, cancellation);
            case AcknowledgeIncidentClicked clicked:
                await ActAsync(clicked.Target, IncidentActKind.Acknowledge, clicked.Click, client, cancellation);
                return null;
            case RevokeIncidentClicked clicked:
                await ActAsync(clicked.Target, IncidentActKind.Revoke, clicked.Click, client, cancellation);
                return null;
            case FalsePositiveClicked clicked:
                await AskReasonAsync(clicked, cancellation);
                return null;
            default:
                throw new InvalidOperationException($"Nothing handles {command.GetType().Name}.");
        }
    }

    private async Task<string?> SubmitAsync(FalsePositiveSubmitted submitted, DurableTaskClient client, CancellationToken cancellation)
    {
        if (!submitted.IsLongEnough)
            return SlackModalAnswer.Error(SlackActions.ReasonInput, messages.ReasonIsTooShort());
        var receipt = await service.ActAsync(
            Order(submitted.Target, IncidentActKind.FalsePositive, submitted.Click, submitted.Reason),
            cancellation
        );
        if (
            receipt.Outcome is not (IncidentActOutcome.Done or IncidentActOutcome.AlreadySo)
            && messages.Refusal(receipt.Outcome) is { } refusal
        )
        {
            return SlackModalAnswer.Error(SlackActions.ReasonInput, refusal.Text);
        }
        // A modal has no response_url, so the orchestration updates the message.
        await WakeAsync(receipt, client, cancellation);
        return null;
    }

    private async Task ActAsync(
        IncidentButton target,
        IncidentActKind kind,
        SlackClick click,
        DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        var receipt = await service.ActAsync(Order(target, kind, click, null), cancellation);
        if (click.ResponseUrl is { } url)
        {
            await after.TryAsync("show", Subject(target), ShowTime, async token =>
            {
                if (messages.Refusal(receipt.Outcome) is { } refusal)
                    await slack.RespondAsync(url, refusal, SlackResponseKind.Ephemeral, token);
                // Also after a refusal because the incident already has that state: then the message is out of date.
                if (receipt.Incident is { } incident && receipt.Outcome != IncidentActOutcome.RefusedNotResponder)
                    await updater.UpdateClickedAsync(incident.Id, url, token);
            }, cancellation);
        }
        await WakeAsync(receipt, client, cancellation);
    }

    private async Task AskReasonAsync(FalsePositiveClicked clicked, CancellationToken cancellation)
    {
        var (target, click) = (clicked.Target, clicked.Click);
        var refusal = !await responders.IsAllowedAsync(click.UserId, cancellation) ? IncidentActOutcome.RefusedNotResponder
            : await incidents.ReadAsync(target.IncidentId, cancellation) is not { } view ? IncidentActOutcome.RefusedUnknownIncident
            : view.Incident.State == IncidentState.Resolved ? IncidentActOutcome.RefusedResolved
            : await OpenAsync(view, target, click, cancellation);
        if (messages.Refusal(refusal) is { } note && click.ResponseUrl is { } url)
        {
            await after.TryAsync(
                "answer a click on",
                Subject(target),
                NoteTime,
                token => slack.RespondAsync(url, note, SlackResponseKind.Ephemeral, token),
                cancellation
            );
        }
    }

    private async Task<IncidentActOutcome> OpenAsync(
        IncidentView view,
        IncidentButton target,
        SlackClick click,
        CancellationToken cancellation
    )
    {
        if (click.TriggerId is { } trigger)
        {
            await after.TryAsync(
                "open a modal for",
                Subject(target),
                ShowTime,
                token =>
                    slack.OpenViewAsync(trigger, messages.FalsePositiveModal(view, target, click.Channel, click.MessageTimestamp), token),
                cancellation
            );
        }
        return IncidentActOutcome.Done;
    }

    private async Task WakeAsync(IncidentActReceipt receipt, DurableTaskClient client, CancellationToken cancellation)
    {
        if (receipt is { Outcome: IncidentActOutcome.Done, Incident: { } incident })
            await after.WakeAsync(client, IncidentKeys.InstanceId(incident.DedupKey), cancellation);
    }

    private IncidentActOrder Order(IncidentButton target, IncidentActKind kind, SlackClick click, string? reason) =>
        new(target.IncidentId, kind, click.UserId, ActOrigin.Slack, reason, click.DeliveryKey, clock.GetUtcNow());

    private static string Subject(IncidentButton target) => $"incident {target.IncidentId}";
}
