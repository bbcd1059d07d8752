using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Posting;

/// <summary>Posts and updates everything about one incident in the security channel, one message after another.</summary>
public sealed partial class SlackDispatcher(
    NpgsqlDataSource database,
    EffectOutbox outbox,
    IncidentReader incidents,
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
    public Task<DispatchResult> AdvanceAsync(long incidentId, CancellationToken cancellation) =>
        AdvanceAsync(incidentId, whenPagerIsDone: null, cancellation);

    /// <summary>The same.</summary>
    /// <param name="whenPagerIsDone">
    /// Called once, when there is nothing to send and PagerDuty has something to do, whose outcome may be shown: waits for it, for a
    /// bounded time.
    /// </param>
    public async Task<DispatchResult> AdvanceAsync(long incidentId, Func<Task>? whenPagerIsDone, CancellationToken cancellation)
    {
        var facts = await IncidentFacts.ReadAsync(database, incidentId, clock.GetUtcNow(), cancellation);
        for (var step = 0; ; step++)
        {
            var now = facts.At;
            var move = SlackPlanner.Next(facts, now);
            if (move.Step == SlackStep.None && whenPagerIsDone is not null && IncidentSchedule.IsDue(OutboxChannel.PagerDuty, facts, now))
            {
                await whenPagerIsDone();
                whenPagerIsDone = null;
                facts = await IncidentFacts.ReadAsync(database, incidentId, clock.GetUtcNow(), cancellation);
                continue;
            }
            if (move.Step == SlackStep.None)
            {
                var hasNews = facts.IsResolved || IncidentSchedule.HasDueBeside(OutboxChannel.Slack, facts, now);
                return new DispatchResult(null, hasNews, IncidentSchedule.Plan(facts, now));
            }
            if (move.At > now || step == StepsATurn)
                return new DispatchResult(move.At, Plan: IncidentSchedule.Plan(facts, now));
            facts = await TakeAsync(move, facts, now, cancellation)
                ?? await IncidentFacts.ReadAsync(database, incidentId, clock.GetUtcNow(), cancellation);
        }
    }

    /// <returns>The facts after it, where they were read with what it recorded.</returns>
    private Task<IncidentFacts?> TakeAsync(
        SlackMove move,
        IncidentFacts facts,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => move.Step switch
    {
        SlackStep.Post => PostAsync(move.Effect!, facts, now, cancellation),
        SlackStep.UpdateSummary => updater.UpdateSummaryAsync(facts, move.Effect!, cancellation),
        SlackStep.UpdateDetails => updater.UpdateDetailsAsync(facts, move.Effect!, cancellation),
        _ => updater.MarkPaintedAsync(facts.Incident, cancellation),
    };

    private async Task<IncidentFacts?> PostAsync(
        EscalationEffect effect,
        IncidentFacts facts,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        // No lease here: the message has its own in slack_messages, where a lost attempt is looked up before it is repeated.
        var (isClaimed, view) = await incidents.ReadAfterAsync(
            EffectOutbox.Claiming(effect, now, TimeSpan.Zero), facts.Incident.Id, cancellation);
        if (!isClaimed)
            return null;
        var claim = new EffectClaim(effect.Id, effect.Attempts + 1);
        SlackDelivery delivery;
        try
        {
            delivery = await poster.PostAsync(effect, facts, view, now, cancellation);
        }
        catch (SlackConfigurationException e)
        {
            LogUndelivered(logger, effect.Key, SlackDeliveryState.RetryLater, e.Error);
            await outbox.PostponeAsync(claim, clock.GetUtcNow() + LongPause, e.Error, null, CancellationToken.None);
            return null;
        }
        return await SettleAsync(effect, claim, facts, delivery);
    }

    private async Task<IncidentFacts?> SettleAsync(
        EscalationEffect effect,
        EffectClaim claim,
        IncidentFacts facts,
        SlackDelivery delivery
    )
    {
        var now = clock.GetUtcNow();
        switch (delivery.State)
        {
            case SlackDeliveryState.Sent:
                return await poster.RecordAsync(effect, facts, delivery, now, CancellationToken.None);
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
        return null;
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
