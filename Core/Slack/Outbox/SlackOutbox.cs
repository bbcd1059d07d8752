using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Slack.Pacing;

namespace OAuthAttest.Slack.Outbox;

/// <summary>
/// Sends a message exactly once. Slack has no idempotency key, so each message carries its business key in its metadata, and after an
/// attempt with an unknown result the conversation is searched for the key before anything is sent again.
/// </summary>
public sealed partial class SlackOutbox
{
    private static readonly TimeSpan UnavailablePause = TimeSpan.FromSeconds(15);

    private readonly SlackOutboxStore store;
    private readonly ISlackWorkspace slack;
    private readonly SlackPacer pacer;
    private readonly SlackOptions options;
    private readonly ILogger<SlackOutbox> logger;

    public SlackOutbox(
        Npgsql.NpgsqlDataSource database,
        ISlackWorkspace slack,
        SlackPacer pacer,
        IOptions<SlackOptions> options,
        ILogger<SlackOutbox> logger
    )
    {
        store = new SlackOutboxStore(database);
        this.slack = slack;
        this.pacer = pacer;
        this.options = options.Value;
        this.logger = logger;
    }

    /// <summary>
    /// Sends the message unless it was sent before. Call it when the slot reserved with <see cref="SlackPacer"/> has come, and again at
    /// <see cref="SlackDelivery.RetryAt"/> as long as the result is <see cref="SlackDeliveryState.RetryLater"/>.
    /// </summary>
    /// <param name="messageKey">
    /// The business key; at most 200 characters. Must not be a secret, because everybody in the workspace can read it.
    /// </param>
    /// <param name="target">A user id for a direct message, or a channel id.</param>
    /// <param name="render">Called only when the message is actually posted.</param>
    /// <param name="recordsSent">
    /// False: that it was sent is recorded by the caller, with what it records itself (<see cref="SlackDelivery.Unrecorded"/>). Until then
    /// the message counts as one whose result is unknown.
    /// </param>
    /// <exception cref="SlackConfigurationException">The token or a scope is wrong.</exception>
    public Task<SlackDelivery> SendAsync(
        string messageKey,
        string target,
        Func<SlackMessage> render,
        DateTimeOffset now,
        CancellationToken cancellation,
        bool recordsSent = true
    ) => DeliverAsync(messageKey, target, null, render, now, recordsSent, cancellation);

    /// <summary>As <see cref="SendAsync"/>, into a thread.</summary>
    public Task<SlackDelivery> ReplyAsync(
        string messageKey,
        SlackThread thread,
        Func<SlackMessage> render,
        DateTimeOffset now,
        CancellationToken cancellation,
        bool recordsSent = true
    )
    {
        ArgumentNullException.ThrowIfNull(thread);
        return DeliverAsync(
            messageKey, thread.Channel, thread, () => render() with { Thread = thread.Timestamp }, now, recordsSent, cancellation);
    }

    /// <summary>The stored state of a message; null when no attempt was made.</summary>
    public Task<SlackOutboxMessage?> FindAsync(string messageKey, CancellationToken cancellation) =>
        store.FindAsync(messageKey, cancellation);

    private async Task<SlackDelivery> DeliverAsync(
        string messageKey,
        string target,
        SlackThread? thread,
        Func<SlackMessage> render,
        DateTimeOffset now,
        bool recordsSent,
        CancellationToken cancellation
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(messageKey);
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(messageKey.Length, SlackOutboxLimits.MessageKey, nameof(messageKey));
        var claim = await store.ClaimAsync(messageKey, target, now, now + options.SendLease, cancellation);
        if (claim is null)
            return await StateAsync(messageKey, cancellation);
        if (!claim.NothingPostedBefore && await ReconcileAsync(claim, thread, now, cancellation) is { } settled)
            return settled;
        return await PostAsync(claim, render, now, recordsSent, cancellation);
    }

    private async Task<SlackDelivery> StateAsync(string messageKey, CancellationToken cancellation)
    {
        var row = await store.FindAsync(messageKey, cancellation)
            ?? throw new InvalidOperationException($"The outbox row of {messageKey} vanished.");
        return row.State == SlackMessageState.Sent
            ? SlackDelivery.Sent(row.Channel!, row.Timestamp!, row.Attempts)
            : SlackDelivery.Later(row.LeaseUntil, "another attempt is under way", row.Attempts);
    }

    // Null: proven absent, so it may be posted.
    private async Task<SlackDelivery?> ReconcileAsync(
        SlackOutboxClaim claim,
        SlackThread? thread,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        try
        {
            var search = thread is null
                ? await slack.FindOwnMessageAsync(claim.Target, claim.MessageKey, claim.FirstAttemptAt, cancellation)
                : await slack.FindOwnReplyAsync(thread, claim.MessageKey, cancellation);
            switch (search)
            {
                case SlackHistorySearch.Found found:
                    await store.MarkSentAsync(claim, found.Channel, found.Timestamp, now, cancellation);
                    return SlackDelivery.Sent(found.Channel, found.Timestamp, claim.Attempt);
                case SlackHistorySearch.Unreachable unreachable:
                    await store.MarkNotPostedAsync(claim, SlackMessageState.Unreachable, unreachable.Reason, now, cancellation);
                    return SlackDelivery.Ended(SlackDeliveryState.Unreachable, unreachable.Reason, claim.Attempt);
                case SlackHistorySearch.Unreadable unreadable:
                    LogUnprovable(logger, claim.MessageKey, unreadable.Reason);
                    await store.MarkUncertainAsync(claim, unreadable.Reason, now, now, cancellation);
                    return SlackDelivery.Ended(SlackDeliveryState.Uncertain, unreadable.Reason, claim.Attempt);
                default:
                    return null;
            }
        }
        catch (SlackPausedException e)
        {
            await store.MarkUncertainAsync(claim, "paused", now, now, cancellation);
            return SlackDelivery.Later(await SlotAsync(claim, now + e.RetryAfter, cancellation), "paused", claim.Attempt);
        }
        catch (SlackException e) when (e is SlackThrottledException or SlackUnavailableException or SlackUncertainException)
        {
            var retryAt = now + ((e as SlackThrottledException)?.RetryAfter ?? UnavailablePause);
            await store.MarkUncertainAsync(claim, e.GetType().Name, now, now, cancellation);
            return SlackDelivery.Later(retryAt, e.Message, claim.Attempt);
        }
        catch (SlackConfigurationException e)
        {
            await store.MarkUncertainAsync(claim, e.Error, now, now, cancellation);
            throw;
        }
    }

    private async Task<SlackDelivery> PostAsync(
        SlackOutboxClaim claim,
        Func<SlackMessage> render,
        DateTimeOffset now,
        bool recordsSent,
        CancellationToken cancellation
    )
    {
        if (claim.IsBlocked)
            return await PostponeAsync(claim, "throttled", now, cancellation);
        try
        {
            var outcome = await slack.PostAsync(claim.Target, claim.MessageKey, render(), cancellation);
            return await SettleAsync(claim, outcome, now, recordsSent);
        }
        catch (SlackThrottledException e)
        {
            await pacer.BlockAsync(SlackPacer.Posting, now + e.RetryAfter, CancellationToken.None);
            return await PostponeAsync(claim, "throttled", now, CancellationToken.None);
        }
        catch (SlackPausedException e)
        {
            await store.MarkNotPostedAsync(claim, SlackMessageState.Pending, "paused", now, CancellationToken.None);
            return SlackDelivery.Later(await SlotAsync(claim, now + e.RetryAfter, CancellationToken.None), "paused", claim.Attempt);
        }
        catch (SlackUnavailableException e)
        {
            await store.MarkNotPostedAsync(claim, SlackMessageState.Pending, "unavailable", now, CancellationToken.None);
            return SlackDelivery.Later(now + UnavailablePause, e.Message, claim.Attempt);
        }
        catch (SlackUncertainException e)
        {
            var retryAt = now + options.SendLease;
            await store.MarkUncertainAsync(claim, "no clear answer", now, retryAt, CancellationToken.None);
            return SlackDelivery.Later(retryAt, e.Message, claim.Attempt);
        }
        catch (SlackConfigurationException e)
        {
            await store.MarkNotPostedAsync(claim, SlackMessageState.Pending, e.Error, now, CancellationToken.None);
            throw;
        }
    }

    private async Task<SlackDelivery> PostponeAsync(
        SlackOutboxClaim claim,
        string reason,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await store.MarkNotPostedAsync(claim, SlackMessageState.Pending, reason, now, cancellation);
        var slot = await pacer.ReserveSlotAsync(SlackPacer.Posting, now, cancellation);
        return SlackDelivery.Later(slot, reason, claim.Attempt);
    }

    /// <summary>
    /// The senders that wait do not all wake at the end of a pause: each person gets a slot of their own behind it. Channels are few.
    /// </summary>
    private async Task<DateTimeOffset> SlotAsync(SlackOutboxClaim claim, DateTimeOffset from, CancellationToken cancellation) =>
        claim.Target[0] is 'U' or 'W' or 'D' ? await pacer.ReserveSlotAsync(SlackPacer.Posting, from, cancellation) : from;

    // Not cancelled by a shutdown: if the result of a post is not recorded, it would have to be searched for again.
    private async Task<SlackDelivery> SettleAsync(SlackOutboxClaim claim, SlackSendOutcome outcome, DateTimeOffset now, bool recordsSent)
    {
        switch (outcome)
        {
            case SlackSendOutcome.Sent sent when !recordsSent:
                return SlackDelivery.Sent(sent.Channel, sent.Timestamp, claim.Attempt) with
                {
                    Unrecorded = SlackOutboxStore.MarkingSent(claim, sent.Channel, sent.Timestamp, now),
                };
            case SlackSendOutcome.Sent sent:
                await store.MarkSentAsync(claim, sent.Channel, sent.Timestamp, now, CancellationToken.None);
                return SlackDelivery.Sent(sent.Channel, sent.Timestamp, claim.Attempt);
            case SlackSendOutcome.Unreachable unreachable:
                await store.MarkNotPostedAsync(claim, SlackMessageState.Unreachable, unreachable.Reason, now, CancellationToken.None);
                return SlackDelivery.Ended(SlackDeliveryState.Unreachable, unreachable.Reason, claim.Attempt);
            case SlackSendOutcome.Rejected rejected:
                LogRejected(logger, claim.MessageKey, rejected.Error, string.Join("; ", rejected.Details));
                await store.MarkNotPostedAsync(claim, SlackMessageState.Failed, rejected.Error, now, CancellationToken.None);
                return SlackDelivery.Ended(SlackDeliveryState.Rejected, rejected.Error, claim.Attempt);
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}.");
        }
    }

    [LoggerMessage(2101, LogLevel.Error, "Slack refused message {MessageKey}: {Error}. {Details}")]
    private static partial void LogRejected(ILogger logger, string messageKey, string error, string details);

    [LoggerMessage(
        2102,
        LogLevel.Warning,
        "Message {MessageKey} may have been sent and the conversation cannot be read ({Reason}): it is not sent again"
    )]
    private static partial void LogUnprovable(ILogger logger, string messageKey, string reason);
}

internal static class SlackOutboxLimits
{
    public const int MessageKey = 200;
}
