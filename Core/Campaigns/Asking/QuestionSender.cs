using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>
/// Sends what is posted to people: the question, reminders, the question to the manager, notices. Each message goes through the outbox
/// under its own key; the participant's row is updated only when the result of the delivery is known.
/// </summary>
public sealed partial class QuestionSender(
    IDbContextFactory<OAuthAttestDb> databases, AttestationComposer composer, SlackMessages messages, NoticeMessages notices,
    SlackOutbox outbox, SlackAccounts accounts, ISlackWorkspace slack, ParticipantRegister register,
    ILogger<QuestionSender> logger)
{
    /// <returns>When to try again; null when the step is settled, whether or not the message was sent.</returns>
    public Task<DateTimeOffset?> SendAsync(
        Respondent who,
        ParticipantStep step,
        ParticipantFacts facts,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        step switch
        {
            ParticipantStep.Ask => AskAsync(who, now, cancellation),
            ParticipantStep.Remind => RemindAsync(who, facts, now, cancellation),
            ParticipantStep.RemindDelegate => RemindDelegateAsync(who, facts, now, cancellation),
            ParticipantStep.AskDelegate => AskDelegateAsync(who, now, cancellation),
            ParticipantStep.TellScopesGrew => PostScopesGrewAsync(who, facts, now, cancellation),
            _ => throw new InvalidOperationException($"{step} posts nothing."),
        };

    private async Task<DateTimeOffset?> AskAsync(Respondent who, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await ReadAsync(db, who, cancellation);
        var account = await AccountAsync(participant, cancellation);
        if (account.SlackUserId is not { } target)
        {
            var reason = account.IsAmbiguous ? UnreachableReason.Ambiguous
                : participant.Email is null ? UnreachableReason.NoAddress
                : UnreachableReason.NoAccount;
            await register.MarkUnreachableAsync(who, reason, account.Candidates, wasAsked: false, now, cancellation);
            return null;
        }
        var view = await composer.ComposeAsync(db, participant, new ComposeRequest(who.ParticipantId, participant.Page, now), cancellation);
        var delivery = await outbox.SendAsync(MessageKeys.Request(who), target, () => messages.Request(view), now, cancellation);
        switch (delivery.State)
        {
            case SlackDeliveryState.RetryLater:
                return delivery.RetryAt;
            case SlackDeliveryState.Sent:
                await register.MarkAskedAsync(who, account, participant.Revision, now, cancellation);
                return null;
            default:
                // Also when the delivery cannot be proven: a person who may never have been asked must not count as unanswered.
                await register.MarkUnreachableAsync(who, Reason(delivery), [], wasAsked: false, now, cancellation);
                return null;
        }
    }

    private async Task<DateTimeOffset?> RemindAsync(
        Respondent who,
        ParticipantFacts facts,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var number =
            (ParticipantPlanner.DueReminder(facts, now) ?? throw new InvalidOperationException($"No reminder of {who.Key} is due.")) + 1;
        var link = await FindLinkAsync(MessageKeys.Request(who), cancellation);
        var view = new ReminderView(who.Campaign, facts.OpenCount, facts.ClosesAt, facts.Policy.Silence, link);
        var delivery = await outbox.SendAsync(
            MessageKeys.Reminder(who, number),
            await TargetAsync(who, cancellation),
            () => messages.Reminder(view),
            now,
            cancellation
        );
        if (delivery.State == SlackDeliveryState.RetryLater)
            return delivery.RetryAt;
        await register.MarkRemindedAsync(who, number, Reason(delivery), now, cancellation);
        // From now on the person cannot answer: that is not silence.
        if (delivery.State == SlackDeliveryState.Unreachable)
            await register.MarkUnreachableAsync(who, Reason(delivery), [], wasAsked: true, now, cancellation);
        return null;
    }

    private async Task<DateTimeOffset?> RemindDelegateAsync(
        Respondent who,
        ParticipantFacts facts,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var number =
            (
                ParticipantPlanner.DueDelegateReminder(facts, now)
                ?? throw new InvalidOperationException($"No reminder in the place of {who.Key} is due.")
            ) + 1;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await ReadAsync(db, who, cancellation);
        var target = participant.DelegateSlackUserId ?? throw new InvalidOperationException($"Nobody was asked in the place of {who.Key}.");
        var link = await FindLinkAsync(MessageKeys.Delegation(who), cancellation);
        var view = new ReminderView(
            who.Campaign,
            facts.OpenCount,
            facts.ClosesAt,
            facts.Policy.Silence,
            link,
            AttestationComposer.NameOf(participant)
        );
        var delivery = await outbox.SendAsync(
            MessageKeys.DelegateReminder(who, number),
            target,
            () => messages.Reminder(view),
            now,
            cancellation
        );
        if (delivery.State == SlackDeliveryState.RetryLater)
            return delivery.RetryAt;
        await register.MarkDelegateRemindedAsync(who, number, Reason(delivery), now, cancellation);
        return null;
    }

    private async Task<DateTimeOffset?> AskDelegateAsync(Respondent who, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await ReadAsync(db, who, cancellation);
        var (manager, obstacle) = await ManagerAsync(participant, cancellation);
        if (manager is null)
        {
            await register.MarkEscalatedAsync(who, wasSent: false, obstacle, now, cancellation);
            return null;
        }
        await register.RecordDelegateAsync(who, manager, now, cancellation);
        var view = await composer.ComposeAsync(
            db,
            participant,
            new ComposeRequest(who.ParticipantId, participant.Page, now, ForDelegate: true),
            cancellation
        );
        var delivery = await outbox.SendAsync(MessageKeys.Delegation(who), manager, () => messages.Request(view), now, cancellation);
        if (delivery.State == SlackDeliveryState.RetryLater)
            return delivery.RetryAt;
        await register.MarkEscalatedAsync(who, delivery.State == SlackDeliveryState.Sent, Reason(delivery), now, cancellation);
        return null;
    }

    private async Task<DateTimeOffset?> PostScopesGrewAsync(
        Respondent who,
        ParticipantFacts facts,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await ReadAsync(db, who, cancellation);
        var view = new ScopesGrewView(
            who.Campaign,
            facts.OpenCount,
            facts.ClosesAt,
            await FindLinkAsync(MessageKeys.Request(who), cancellation)
        );
        var key = MessageKeys.ScopesGrew(who, participant.ScopeChanges);
        var delivery = await outbox.SendAsync(key, participant.SlackUserId!, () => notices.ScopesGrew(view), now, cancellation);
        if (delivery.State == SlackDeliveryState.RetryLater)
            return delivery.RetryAt;
        await register.MarkReportedAsync(who, participant.ScopeChanges, Reason(delivery), now, cancellation);
        return null;
    }

    private async Task<Uri?> FindLinkAsync(string questionKey, CancellationToken cancellation)
    {
        var question = await outbox.FindAsync(questionKey, cancellation);
        if (question is not { Channel: { } channel, Timestamp: { } timestamp })
            return null;
        try
        {
            return await slack.FindPermalinkAsync(channel, timestamp, cancellation);
        }
        catch (SlackException e)
        {
            // The message is as good without the link.
            LogNoLink(logger, questionKey, e.GetType().Name);
            return null;
        }
    }

    private async Task<string> TargetAsync(Respondent who, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return (await ReadAsync(db, who, cancellation)).SlackUserId
            ?? throw new InvalidOperationException($"{who.Key} was asked and has no Slack account.");
    }

    /// <summary>The account that was frozen with the person; else, of somebody with an address, what the directory says now.</summary>
    private async Task<FoundSlackAccount> AccountAsync(CampaignParticipant participant, CancellationToken cancellation)
    {
        if (participant.SlackUserId is { } frozen)
            return new FoundSlackAccount(frozen, participant.SlackAddress, []);
        return participant.Email is { } email
            ? await accounts.FindAsync(email, cancellation)
            : new FoundSlackAccount(null, null, participant.SlackCandidates ?? []);
    }

    /// <returns>The manager's account, or why nobody can be asked.</returns>
    private async Task<(string? SlackUserId, string Obstacle)> ManagerAsync(
        CampaignParticipant participant,
        CancellationToken cancellation
    )
    {
        if (participant.DelegateSlackUserId is { } asked)
            return (asked, "");
        if (participant.ManagerEmail is not { } email)
            return (null, "no_manager");
        var account = await accounts.FindAsync(email, cancellation);
        if (account.IsAmbiguous)
            return (null, $"manager_ambiguous: {string.Join(' ', account.Candidates)}");
        return account.SlackUserId is { } manager && manager != participant.SlackUserId
            ? (manager, "")
            : (null, "manager_not_in_slack");
    }

    private static Task<CampaignParticipant> ReadAsync(OAuthAttestDb db, Respondent who, CancellationToken cancellation) =>
        db.Participants.AsNoTracking().SingleAsync(p => p.Id == who.ParticipantId, cancellation);

    private static string Reason(SlackDelivery delivery) =>
        delivery.State == SlackDeliveryState.Sent ? "Sent" : UnreachableReason.Of(delivery);

    [LoggerMessage(3113, LogLevel.Warning, "The link to {MessageKey} could not be found ({ErrorType}): the message goes without it")]
    private static partial void LogNoLink(ILogger logger, string messageKey, string errorType);
}
