using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Interactions;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// The clicks of a person who is asked about their grants. First the answer is committed, then, within a bounded time, the message is
/// updated. The update may fail: the tables record that the message is out of date, and the orchestration updates it.
/// </summary>
public sealed class AttestationClicks(
    AnswerService service,
    AppAnswerService apps,
    GrantViewer viewer,
    QuestionUpdater updater,
    SlackMessages messages,
    ISlackWorkspace slack,
    AfterCommit after,
    TimeProvider clock
)
{
    /// <summary>Slack allows three seconds for the whole request; the commit takes milliseconds of them.</summary>
    private static readonly TimeSpan UpdateTime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan NoteTime = TimeSpan.FromSeconds(0.7);

    /// <returns>The JSON that answers a submitted modal; null for an empty answer.</returns>
    public async Task<string?> HandleAsync(AttestationCommand command, DurableTaskClient client, CancellationToken cancellation)
    {
        switch (command)
        {
            case ReasonSubmitted why:
                var toKeep = Given(why.Target, why.Click, Answer.Keep) with { Reason = why.Reason };
                return await SubmitAsync(why.IsLongEnough, () => service.RecordAsync(toKeep, cancellation), client, cancellation);
            case KeepClicked keep:
                await KeepAsync(keep, client, cancellation);
                return null;
            case KeepWithoutClicked without:
                await AskWithoutAsync(without, client, cancellation);
                return null;
            case KeepWithoutConfirmed confirmed:
                return await ConfirmAsync(confirmed, client, cancellation);
            case RemoveClicked remove:
                await AnswerAsync(Given(remove.Target, remove.Click, Answer.Remove), remove.Click, client, cancellation);
                return null;
            case NotMineClicked notMine:
                await AnswerAsync(Given(notMine.Target, notMine.Click, Answer.NotMine), notMine.Click, client, cancellation);
                return null;
            case ChangeClicked change:
                await AnswerAsync(Given(change.Target, change.Click, Answer.None), change.Click, client, cancellation);
                return null;
            case KeepAllLowRiskClicked all:
                await KeepAllAsync(all, client, cancellation);
                return null;
            case DetailsClicked details:
                await ShowDetailsAsync(details, cancellation);
                return null;
            case PageClicked page:
                await TurnAsync(page.Target, opened: null, page.Click, cancellation);
                return null;
            case GroupOpened { Target: var group } open:
                await TurnAsync(new PageButton(group.Campaign, group.Participant, group.Page), group.Group, open.Click, cancellation);
                return null;
            case AppAnswerClicked app:
                await AskWhyAsync(app, cancellation);
                return null;
            case AppChangeClicked change:
                await AnswerAppAsync(Given(change.Target, change.Click, Answer.None, null), change.Click, client, cancellation);
                return null;
            case AppReasonSubmitted whyAll:
                var forAll = Given(whyAll.Target, whyAll.Click, whyAll.Answer, whyAll.Reason);
                return await SubmitAsync(whyAll.IsLongEnough, () => apps.RecordAsync(forAll, cancellation), client, cancellation);
            default:
                throw new InvalidOperationException($"Nothing handles {command.GetType().Name}.");
        }
    }

    private async Task KeepAsync(KeepClicked keep, DurableTaskClient client, CancellationToken cancellation)
    {
        var given = Given(keep.Target, keep.Click, Answer.Keep);
        if (await viewer.CheckAsync(given, cancellation) is { Card: { } card } && keep.Click.TriggerId is { } trigger)
        {
            await OpenAsync(
                trigger,
                messages.ReasonModal(card, keep.Target, keep.Click.Channel, keep.Click.MessageTimestamp),
                keep.Click,
                cancellation
            );
        }
        else
        {
            await AnswerAsync(given, keep.Click, client, cancellation);
        }
    }

    /// <summary>What does not count is on record at once, and the message is repainted.</summary>
    private async Task AskWithoutAsync(KeepWithoutClicked without, DurableTaskClient client, CancellationToken cancellation)
    {
        var (click, target) = (without.Click, without.Target);
        var given = Given(target, click, Answer.Keep);
        if (await viewer.CheckNarrowedAsync(given, cancellation) is not { Card: { } card })
            await AnswerAsync(given, click, client, cancellation);
        else if (click.TriggerId is { } trigger)
            await OpenAsync(trigger, messages.WithoutModal(card, target, click.Channel, click.MessageTimestamp), click, cancellation);
        else
            await NoteAsync(messages.PleaseTryAgain(), click, cancellation);
    }

    private async Task<string?> ConfirmAsync(KeepWithoutConfirmed confirmed, DurableTaskClient client, CancellationToken cancellation)
    {
        var receipt = await service.RecordAsync(Given(confirmed.Target, confirmed.Click, Answer.Keep), cancellation);
        if (messages.RefusalModal(receipt.Outcome) is { } refusal)
            return SlackModalAnswer.Update(refusal);
        await WakeAsync(receipt, client, cancellation);
        return null;
    }

    private async Task KeepAllAsync(KeepAllLowRiskClicked all, DurableTaskClient client, CancellationToken cancellation)
    {
        var order = new KeepAllLowRisk(all.Target.Campaign.ToString(), all.Target.Participant, all.Click.UserId, all.Click.DeliveryKey);
        await ShowAsync(await service.KeepAllLowRiskAsync(order, cancellation), all.Click, client, cancellation);
    }

    private async Task<string?> SubmitAsync(
        bool isLongEnough, Func<Task<AnswerReceipt>> record, DurableTaskClient client, CancellationToken cancellation)
    {
        if (!isLongEnough)
            return SlackModalAnswer.Error(SlackActions.ReasonInput, messages.ReasonIsTooShort());
        var receipt = await record();
        if (messages.Refusal(receipt.Outcome) is { } refusal)
            return SlackModalAnswer.Error(SlackActions.ReasonInput, refusal.Text);
        // A modal has no response_url, so the orchestration updates the message.
        await WakeAsync(receipt, client, cancellation);
        return null;
    }

    private async Task AnswerAsync(GiveAnswer given, SlackClick click, DurableTaskClient client, CancellationToken cancellation) =>
        await ShowAsync(await service.RecordAsync(given, cancellation), click, client, cancellation);

    private async Task ShowAsync(AnswerReceipt receipt, SlackClick click, DurableTaskClient client, CancellationToken cancellation)
    {
        var isShown = false;
        if (click.ResponseUrl is { } url)
        {
            await after.TryAsync("show", Subject(click), UpdateTime, async token =>
            {
                if (messages.Refusal(receipt.Outcome) is { } refusal)
                    await slack.RespondAsync(url, refusal, SlackResponseKind.Ephemeral, token);
                // Also after a refusal because of the cut-off or the digest: in both cases the message is out of date.
                if (receipt.Respondent is not null && receipt.Outcome != DecisionOutcome.RefusedNotOwner)
                    isShown = await updater.UpdateClickedAsync(receipt, url, clock.GetUtcNow(), token);
            }, cancellation);
        }
        // No wake-up when nothing is left to do: each would add three events to the history.
        if (!isShown || !receipt.LeavesOpen)
            await WakeAsync(receipt, client, cancellation);
    }

    private async Task ShowDetailsAsync(DetailsClicked details, CancellationToken cancellation)
    {
        var viewed = await viewer.ShowAsync(Given(details.Target, details.Click, Answer.Remove), cancellation);
        if (viewed.Card is { } card && details.Click.TriggerId is { } trigger)
            await OpenAsync(trigger, messages.DetailsModal(card), details.Click, cancellation);
        else if (messages.Refusal(viewed.Outcome) is { } refusal)
            await NoteAsync(refusal, details.Click, cancellation);
    }

    private async Task AskWhyAsync(AppAnswerClicked clicked, CancellationToken cancellation)
    {
        var (click, target) = (clicked.Click, clicked.Target);
        var viewed = await viewer.ShowAppAsync(target, click.UserId, cancellation);
        if (viewed.Card is not { } card)
        {
            await NoteAsync(messages.Refusal(viewed.Outcome)!, click, cancellation);
        }
        else if (click.TriggerId is { } trigger)
        {
            var modal = messages.AppReasonModal(card, clicked.Answer, target, click.Channel, click.MessageTimestamp);
            await OpenAsync(trigger, modal, click, cancellation);
        }
        else
        {
            await NoteAsync(messages.PleaseTryAgain(), click, cancellation);
        }
    }

    private async Task AnswerAppAsync(AnswerApp given, SlackClick click, DurableTaskClient client, CancellationToken cancellation) =>
        await ShowAsync(await apps.RecordAsync(given, cancellation), click, client, cancellation);

    private async Task TurnAsync(PageButton target, OpenedGroup? opened, SlackClick click, CancellationToken cancellation)
    {
        var view = await viewer.TurnAsync(target, opened, click.UserId, cancellation);
        if (view is null)
        {
            await NoteAsync(messages.Refusal(DecisionOutcome.RefusedNotOwner)!, click, cancellation);
        }
        else if (click.ResponseUrl is { } url)
        {
            await after.TryAsync(
                "turn the page for", Subject(click), UpdateTime,
                token => slack.RespondAsync(url, messages.Request(view), SlackResponseKind.ReplaceOriginal, token), cancellation);
        }
    }

    private async Task OpenAsync(string trigger, SlackModal modal, SlackClick click, CancellationToken cancellation)
    {
        var opened = false;
        await after.TryAsync(
            "open a modal for",
            Subject(click),
            UpdateTime,
            async token => opened = await slack.OpenViewAsync(trigger, modal, token),
            cancellation
        );
        if (!opened)
            await NoteAsync(messages.PleaseTryAgain(), click, cancellation);
    }

    private async Task NoteAsync(SlackMessage note, SlackClick click, CancellationToken cancellation)
    {
        if (click.ResponseUrl is { } url)
        {
            await after.TryAsync(
                "answer",
                Subject(click),
                NoteTime,
                token => slack.RespondAsync(url, note, SlackResponseKind.Ephemeral, token),
                cancellation
            );
        }
    }

    private async Task WakeAsync(AnswerReceipt receipt, DurableTaskClient client, CancellationToken cancellation)
    {
        if (receipt is { HasChanged: true, Respondent: { } who })
            await after.WakeAsync(client, who.OrchestrationId(), cancellation);
    }

    private static string Subject(SlackClick click) => $"a click of {click.UserId}";

    private static AnswerApp Given(GroupButton button, SlackClick click, Answer answer, string? reason) => new()
    {
        Campaign = button.Campaign.ToString(),
        ParticipantKey = button.Participant,
        AppId = button.Group.AppId ?? throw new InvalidOperationException("The button names no app."),
        Answer = answer,
        Reason = reason,
        DigestPrefix = button.DigestPrefix,
        SlackUserId = click.UserId,
        DeliveryKey = click.DeliveryKey,
    };

    private static GiveAnswer Given(GrantButton button, SlackClick click, Answer answer) => new()
    {
        Campaign = button.Campaign.ToString(),
        GrantId = button.GrantId,
        Answer = answer,
        DigestPrefix = button.DigestPrefix,
        OfferPrefix = button.Offer,
        SlackUserId = click.UserId,
        DeliveryKey = click.DeliveryKey,
    };
}
