using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Interactions;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Functions.Slack;

/// <summary>
/// Carries out a click: first what is committed, then, within a bounded time, what shows it. Showing it may fail: the tables say
/// that the message is behind, and the orchestration repaints it.
/// </summary>
public sealed partial class ClickHandler(
    AnswerDesk desk, GrantViewer viewer, MessagePainter painter, WorklistClicks worklists, IncidentClicks incidents, SlackMessages messages, ISlackWorkspace slack, TimeProvider clock, ILogger<ClickHandler> logger)
{
    /// <summary>Slack gives three seconds for everything; a commit takes milliseconds.</summary>
    private static readonly TimeSpan PaintTime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan WakeTime = TimeSpan.FromSeconds(0.7);

    /// <returns>The JSON that answers a submitted modal; null for an empty answer.</returns>
    public async Task<string?> HandleAsync(SlackCommand command, DurableTaskClient client, CancellationToken cancellation)
    {
        switch (command)
        {
            case KeepClicked keep:
                await KeepAsync(keep, client, cancellation);
                return null;
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
                var kept = await desk.KeepAllLowRiskAsync(new KeepAllLowRisk(all.Target.Campaign.ToString(), all.Target.Participant, all.Click.UserId, all.Click.DeliveryKey), cancellation);
                await ShowAsync(kept, all.Click, client, cancellation);
                return null;
            case ReasonSubmitted submitted:
                return await SubmitAsync(submitted, client, cancellation);
            case DetailsClicked details:
                await ShowDetailsAsync(details, cancellation);
                return null;
            case PageClicked page:
                await TurnAsync(page, cancellation);
                return null;
            case ApproveWorklistClicked approve:
                await worklists.DecideAsync(approve.Target, approve: true, approve.Click, client, cancellation);
                return null;
            case RejectWorklistClicked reject:
                await worklists.DecideAsync(reject.Target, approve: false, reject.Click, client, cancellation);
                return null;
            case FalsePositiveSubmitted submitted:
                return await incidents.SubmitAsync(submitted, client, cancellation);
            case AcknowledgeIncidentClicked or RevokeIncidentClicked or FalsePositiveClicked:
                await incidents.TakeAsync(command, client, cancellation);
                return null;
            default:
                throw new InvalidOperationException($"Nothing handles {command.GetType().Name}.");
        }
    }

    private async Task KeepAsync(KeepClicked keep, DurableTaskClient client, CancellationToken cancellation)
    {
        var given = Given(keep.Target, keep.Click, Answer.Keep);
        if (await viewer.JudgeAsync(given, cancellation) is { Card: { } card } && keep.Click.TriggerId is { } trigger)
            await OpenAsync(trigger, messages.ReasonModal(card, keep.Target, keep.Click.Channel, keep.Click.MessageTimestamp), keep.Click, cancellation);
        else
            await AnswerAsync(given, keep.Click, client, cancellation);
    }

    private async Task<string?> SubmitAsync(ReasonSubmitted submitted, DurableTaskClient client, CancellationToken cancellation)
    {
        if (!submitted.IsLongEnough)
            return SlackModalAnswer.Error(SlackActions.ReasonInput, messages.ReasonIsTooShort());
        var receipt = await desk.RecordAsync(Given(submitted.Target, submitted.Click, Answer.Keep) with { Reason = submitted.Reason }, cancellation);
        if (messages.Refusal(receipt.Outcome) is { } refusal)
            return SlackModalAnswer.Error(SlackActions.ReasonInput, refusal.Text);
        // A modal has no response_url: the orchestration repaints the message.
        await WakeAsync(receipt, client, cancellation);
        return null;
    }

    private async Task AnswerAsync(GiveAnswer given, SlackClick click, DurableTaskClient client, CancellationToken cancellation) =>
        await ShowAsync(await desk.RecordAsync(given, cancellation), click, client, cancellation);

    private async Task ShowAsync(AnswerReceipt receipt, SlackClick click, DurableTaskClient client, CancellationToken cancellation)
    {
        var isShown = false;
        if (click.ResponseUrl is { } url)
        {
            await TryAsync("show", PaintTime, async token =>
            {
                if (messages.Refusal(receipt.Outcome) is { } refusal)
                    await slack.RespondAsync(url, refusal, SlackResponseKind.Ephemeral, token);
                // Also after a refusal by the clock or the digest: then the message is what is out of date.
                if (receipt.Respondent is not null && receipt.Outcome != DecisionOutcome.RefusedNotOwner)
                    isShown = await painter.PaintClickedAsync(receipt, url, clock.GetUtcNow(), token);
            }, cancellation);
        }
        // A wake-up for nothing would be three events of the history for each click.
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

    private async Task TurnAsync(PageClicked clicked, CancellationToken cancellation)
    {
        var view = await viewer.TurnAsync(clicked.Target.Campaign, clicked.Target.Participant, clicked.Target.Page, clicked.Click.UserId, cancellation);
        if (view is null)
            await NoteAsync(messages.Refusal(DecisionOutcome.RefusedNotOwner)!, clicked.Click, cancellation);
        else if (clicked.Click.ResponseUrl is { } url)
            await TryAsync("turn the page", PaintTime, token => slack.RespondAsync(url, messages.Request(view), SlackResponseKind.ReplaceOriginal, token), cancellation);
    }

    private async Task OpenAsync(string trigger, global::Slack.NetStandard.Objects.View view, SlackClick click, CancellationToken cancellation)
    {
        var opened = false;
        await TryAsync("open a modal", PaintTime, async token => opened = await slack.OpenViewAsync(trigger, view, token), cancellation);
        if (!opened)
            await NoteAsync(messages.PleaseTryAgain(), click, cancellation);
    }

    private async Task NoteAsync(SlackMessage note, SlackClick click, CancellationToken cancellation)
    {
        if (click.ResponseUrl is { } url)
            await TryAsync("answer", WakeTime, token => slack.RespondAsync(url, note, SlackResponseKind.Ephemeral, token), cancellation);
    }

    private async Task WakeAsync(AnswerReceipt receipt, DurableTaskClient client, CancellationToken cancellation)
    {
        if (receipt is { HasChanged: true, Respondent: { } who })
            await TryAsync("wake", WakeTime, token => client.RaiseWakeUpAsync(who.OrchestrationId(), token), cancellation);
    }

    private async Task TryAsync(string what, TimeSpan limit, Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await work(either.Token).WaitAsync(either.Token);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNotShown(logger, what, e.GetType().Name);
        }
    }

    private static GiveAnswer Given(GrantButton button, SlackClick click, Answer answer) => new()
    {
        Campaign = button.Campaign.ToString(),
        GrantId = button.GrantId,
        Answer = answer,
        DigestPrefix = button.DigestPrefix,
        SlackUserId = click.UserId,
        DeliveryKey = click.DeliveryKey,
    };

    [LoggerMessage(3105, LogLevel.Warning, "After a click: could not {What} ({ErrorType}); what was answered is committed")]
    private static partial void LogNotShown(ILogger logger, string what, string errorType);
}
