using OAuthAttest.Functions.Durable;
using OAuthAttest.Interactions;
using OAuthAttest.ScopeAudits.Approving;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Functions.ScopeAudits;

/// <summary>
/// Propose, Approve and Decline. First the click is committed, then, within a bounded time, it is shown; what is not shown then the timer
/// of the audits tells.
/// </summary>
public sealed class ScopeApprovalClicks(
    ScopeProposals proposals,
    ScopeDecisions decisions,
    ScopeApprovalTelling telling,
    ScopeApprovalMessages messages,
    ISlackWorkspace slack,
    AfterCommit after
)
{
    /// <summary>Slack allows three seconds for the whole request; the commit takes milliseconds of them.</summary>
    private static readonly TimeSpan ShowTime = TimeSpan.FromSeconds(1.2);
    private static readonly TimeSpan NoteTime = TimeSpan.FromSeconds(0.7);

    /// <returns>The JSON that answers a submitted modal; null for an empty answer.</returns>
    public async Task<string?> HandleAsync(ScopeCommand command, CancellationToken cancellation)
    {
        switch (command)
        {
            case ScopeProposed proposed:
                return await SubmitAsync(proposed, cancellation);
            case ProposeScopeClicked clicked:
                await OpenAsync(clicked, cancellation);
                return null;
            case DecideScopeClicked decide:
                await DecideAsync(decide, cancellation);
                return null;
            default:
                throw new InvalidOperationException($"Nothing handles {command.GetType().Name}.");
        }
    }

    private async Task OpenAsync(ProposeScopeClicked clicked, CancellationToken cancellation)
    {
        var (target, click) = (clicked.Target, clicked.Click);
        var found = await proposals.CheckAsync(target.ChangeId, click.UserId, click.DeliveryKey, cancellation);
        if (found.Change is not { } change)
        {
            await NoteAsync(messages.Refusal(found.Outcome, proposals.LatestDay)!, click, Subject(target), cancellation);
            return;
        }
        var form = new ProposalForm(target, proposals.DefaultDay, proposals.LatestDay, click.Channel, click.MessageTimestamp);
        var isOpen = false;
        if (click.TriggerId is { } trigger)
        {
            await after.TryAsync(
                "open a modal for",
                Subject(target),
                ShowTime,
                async token => isOpen = await slack.OpenViewAsync(trigger, messages.Modal(form, change, found.Means!), token),
                cancellation);
        }
        if (!isOpen)
            await NoteAsync(messages.PleaseTryAgain(), click, Subject(target), cancellation);
    }

    private async Task<string?> SubmitAsync(ScopeProposed proposed, CancellationToken cancellation)
    {
        if (!proposed.IsReasonLongEnough)
            return SlackModalAnswer.Error(SlackActions.ReasonInput, messages.ReasonIsTooShort());
        if (!proposed.IsOwnerLongEnough)
            return SlackModalAnswer.Error(SlackActions.ScopeOwnerInput, messages.OwnerIsTooShort());
        var (target, click) = (proposed.Target, proposed.Click);
        if (!proposals.IsPossibleEnd(proposed.Day))
            return SlackModalAnswer.Error(SlackActions.ScopeDayInput, messages.WrongEnd(proposals.LatestDay));
        var receipt = await proposals.ProposeAsync(
            new ProposeScope(target.ChangeId, click.UserId, proposed.Reason, proposed.Owner, proposed.Day, click.DeliveryKey),
            cancellation);
        if (messages.Refusal(receipt.Outcome, proposals.LatestDay) is { } refusal)
            return SlackModalAnswer.Error(SlackActions.ReasonInput, refusal.Text);
        if (receipt.ProposalId is { } id)
        {
            await after.TryAsync(
                "show the proposal about", Subject(target), ShowTime, token => telling.TellAsync(id, token), cancellation);
        }
        return null;
    }

    private async Task DecideAsync(DecideScopeClicked decide, CancellationToken cancellation)
    {
        var (target, click) = (decide.Target, decide.Click);
        var outcome = await decisions.DecideAsync(
            new DecideScope(target.ProposalId, decide.Approve, click.UserId, click.DeliveryKey), cancellation);
        var subject = FormattableString.Invariant($"proposal {target.ProposalId}");
        if (messages.Refusal(outcome, proposals.LatestDay) is { } refusal)
            await NoteAsync(refusal, click, subject, cancellation);
        var isOver = outcome is ScopeApprovalOutcome.Approved or ScopeApprovalOutcome.Declined or ScopeApprovalOutcome.AlreadyDecided
            or ScopeApprovalOutcome.HasLapsed;
        if (isOver && click.ResponseUrl is { } url)
            await after.TryAsync("show", subject, NoteTime, token => ShowAsync(target.ProposalId, url, token), cancellation);
        if (isOver)
            await after.TryAsync("tell", subject, NoteTime, token => telling.TellAsync(target.ProposalId, token), cancellation);
    }

    /// <summary>The message that was clicked shows what is so, and has no buttons any more.</summary>
    private async Task ShowAsync(long proposalId, Uri url, CancellationToken cancellation)
    {
        if (await telling.RenderAsync(proposalId, cancellation) is { } now)
            await slack.RespondAsync(url, now, SlackResponseKind.ReplaceOriginal, cancellation);
    }

    private async Task NoteAsync(SlackMessage note, SlackClick click, string subject, CancellationToken cancellation)
    {
        if (click.ResponseUrl is { } url)
        {
            await after.TryAsync(
                "answer a click on",
                subject,
                NoteTime,
                token => slack.RespondAsync(url, note, SlackResponseKind.Ephemeral, token),
                cancellation);
        }
    }

    private static string Subject(ChangeButton target) => FormattableString.Invariant($"change {target.ChangeId}");
}
