using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Posting;

/// <summary>Posts and updates everything about one incident in the security channel, one message after another.</summary>
public sealed partial class SlackDispatcher(
    IDbContextFactory<OAuthAttestDb> databases,
    EffectOutbox outbox,
    IncidentPoster poster,
    IncidentMessageUpdater updater,
    TimeProvider clock,
    ILogger<SlackDispatcher> logger
)
{
    private const int StepsATurn = 10;

    /// <summary>How many attempts a message gets after the incident is resolved, when nobody waits for it any more.</summary>
    private const int AttemptsOnceResolved = 5;

    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(5);

    /// <summary>Sends what is due, and returns when the next message is due.</summary>
    public async Task<DispatchResult> AdvanceAsync(long incidentId, CancellationToken cancellation)
    {
        for (var step = 0; ; step++)
        {
            var now = clock.GetUtcNow();
            var facts = await IncidentFacts.ReadAsync(databases, incidentId, cancellation);
            var move = SlackPlanner.Next(facts, now);
            if (move.Step == SlackStep.None)
            {
                var hasNews = facts.IsResolved || IncidentSchedule.HasDueBeside(OutboxChannel.Slack, facts, now);
                return new DispatchResult(null, hasNews, IncidentSchedule.Plan(facts, now));
            }
            if (move.At > now || step == StepsATurn)
                return new DispatchResult(move.At, Plan: IncidentSchedule.Plan(facts, now));
            await TakeAsync(move, facts, now, cancellation);
        }
    }

    private Task TakeAsync(SlackMove move, IncidentFacts facts, DateTimeOffset now, CancellationToken cancellation) => move.Step switch
    {
        SlackStep.Post => PostAsync(move.Effect!, facts, now, cancellation),
        SlackStep.UpdateSummary => updater.UpdateSummaryAsync(facts, move.Effect!, cancellation),
        SlackStep.UpdateDetails => updater.UpdateDetailsAsync(facts, move.Effect!, cancellation),
        _ => updater.MarkPaintedAsync(facts.Incident, cancellation),
    };

    private async Task PostAsync(EscalationEffect effect, IncidentFacts facts, DateTimeOffset now, CancellationToken cancellation)
    {
        // No lease here: the message has its own in slack_messages, where a lost attempt is looked up before it is repeated.
        if (await outbox.ClaimAsync(effect, now, TimeSpan.Zero, cancellation) is not { } claim)
            return;
        SlackDelivery delivery;
        try
        {
            delivery = await poster.PostAsync(effect, facts, now, cancellation);
        }
        catch (SlackConfigurationException e)
        {
            LogUndelivered(logger, effect.Key, SlackDeliveryState.RetryLater, e.Error);
            await outbox.PostponeAsync(claim, clock.GetUtcNow() + LongPause, e.Error, null, CancellationToken.None);
            return;
        }
        await SettleAsync(effect, claim, facts, delivery);
    }

    private async Task SettleAsync(EscalationEffect effect, EffectClaim claim, IncidentFacts facts, SlackDelivery delivery)
    {
        var now = clock.GetUtcNow();
        switch (delivery.State)
        {
            case SlackDeliveryState.Sent:
                await poster.RecordAsync(effect, facts, delivery, now, CancellationToken.None);
                break;
            case SlackDeliveryState.RetryLater:
                await outbox.PostponeAsync(claim, RetryAt(delivery, now), delivery.Reason ?? "later", null, CancellationToken.None);
                break;
            case SlackDeliveryState.Unreachable when !facts.IsResolved || claim.Attempt < AttemptsOnceResolved:
                // Retried, because somebody can still add the app to the channel.
                LogUndelivered(logger, effect.Key, delivery.State, delivery.Reason);
                await outbox.PostponeAsync(claim, now + LongPause, delivery.Reason ?? "unreachable", null, CancellationToken.None);
                break;
            default:
                LogUndelivered(logger, effect.Key, delivery.State, delivery.Reason);
                await outbox.SettleAsync(
                    effect.Id,
                    EffectState.Failed,
                    null,
                    delivery.Reason ?? delivery.State.ToString(),
                    now,
                    CancellationToken.None
                );
                break;
        }
    }

    // An alarm must not wait for a send slot behind a campaign's thousands of messages. If it may have been sent, the lease is kept.
    private static DateTimeOffset RetryAt(SlackDelivery delivery, DateTimeOffset now)
    {
        var at = delivery.RetryAt ?? now + ShortPause;
        return delivery.Reason is "throttled" && at > now + ShortPause ? now + ShortPause : at;
    }

    [LoggerMessage(3311, LogLevel.Error, "Message {MessageKey} did not reach the security channel: {State} ({Reason})")]
    private static partial void LogUndelivered(ILogger logger, string messageKey, SlackDeliveryState state, string? reason);
}
