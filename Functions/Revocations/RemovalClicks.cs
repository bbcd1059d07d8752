using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Removing;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Interactions;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Functions.Revocations;

/// <summary>What the lead and the approvers decide about single items by a click, and their Pause and Resume.</summary>
public sealed class RemovalClicks(
    WorklistItemDecisions decisions,
    RevocationPausing pausing,
    RemovalTelling telling,
    RevocationStart start,
    ISlackWorkspace slack,
    AfterCommit after,
    TimeProvider clock
)
{
    /// <summary>Slack allows three seconds for the whole request.</summary>
    private static readonly TimeSpan ShowTime = TimeSpan.FromSeconds(1.5);

    /// <returns>Null: the answer to these clicks is empty.</returns>
    public async Task<string?> HandleAsync(RemovalCommand command, DurableTaskClient client, CancellationToken cancellation)
    {
        switch (command)
        {
            case DecideItemClicked item:
                await DecideAsync(item, client, cancellation);
                return null;
            case MoreRemovedClicked more:
                await ShowMoreAsync(more, cancellation);
                return null;
            case PauseClicked pause:
                await PauseAsync(pause, client, cancellation);
                return null;
            default:
                throw new InvalidOperationException($"Nothing handles {command.GetType().Name}.");
        }
    }

    private async Task DecideAsync(DecideItemClicked item, DurableTaskClient client, CancellationToken cancellation)
    {
        var (button, click) = (item.Target, item.Click);
        var decided = await decisions.DecideAsync(
            new DecideItem(
                button.Campaign, button.GrantId, item.Act, click.UserId, Email: null, clock.GetUtcNow(), click.DeliveryKey),
            cancellation);
        if (decided.Outcome is ItemOutcome.Done or ItemOutcome.NeedsConsent)
            await start.KickSoonAsync(client, button.Campaign.ToString(), cancellation);
        await ShowAsync(click, button.Campaign, button.Notice, Answer(decided), cancellation);
    }

    /// <summary>The way there too: whoever decided may pass it on themselves.</summary>
    private static SlackMessage Answer(DecidedItem decided) => SlackMessage.Note(
        decided.Page is { } page ? $"{decided.Words} <{SlackText.LinkTarget(page)}>" : decided.Words);

    private async Task PauseAsync(PauseClicked pause, DurableTaskClient client, CancellationToken cancellation)
    {
        var (button, click) = (pause.Target, pause.Click);
        var isAllowed = await pausing.ClickAsync(
            new ClickPause(button.Campaign, pause.Pause, click.UserId, clock.GetUtcNow(), click.DeliveryKey), cancellation);
        if (isAllowed && !pause.Pause)
            await start.KickSoonAsync(client, button.Campaign.ToString(), cancellation);
        await ShowAsync(click, button.Campaign, button.Notice, telling.AnswerPause(isAllowed, pause.Pause), cancellation);
    }

    private async Task ShowMoreAsync(MoreRemovedClicked more, CancellationToken cancellation)
    {
        if (more.Click.ResponseUrl is not { } url)
            return;
        await after.TryAsync(
            "show more of what was removed after",
            more.Last.Campaign.ToString(),
            ShowTime,
            async token =>
            {
                if (await telling.RenderMoreAsync(more.Last.Campaign, more.Last.GrantId, token) is { } next)
                    await slack.RespondAsync(url, next, SlackResponseKind.Ephemeral, token);
            },
            cancellation
        );
    }

    private async Task ShowAsync(
        SlackClick click, CampaignKey campaign, long notice, SlackMessage answer, CancellationToken cancellation)
    {
        if (click.ResponseUrl is not { } url)
            return;
        await after.TryAsync(
            "show a decision on the removals of",
            campaign.ToString(),
            ShowTime,
            async token =>
            {
                await slack.RespondAsync(url, answer, SlackResponseKind.Ephemeral, token);
                if (await telling.RenderAsync(campaign, notice, token) is { } now)
                    await slack.RespondAsync(url, now, SlackResponseKind.ReplaceOriginal, token);
            },
            cancellation
        );
    }
}
