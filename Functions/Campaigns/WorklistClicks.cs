using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Revocations;
using OAuthAttest.Interactions;
using OAuthAttest.Slack;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>Approve and Reject of a held worklist.</summary>
public sealed class WorklistClicks(
    WorklistApproval approval,
    CampaignReports reports,
    ReportMessages reportMessages,
    SlackMessages messages,
    ISlackWorkspace slack,
    AfterCommit after,
    RevocationStart removals,
    TimeProvider clock
)
{
    /// <summary>Slack allows three seconds for the whole request; a wake-up may come before.</summary>
    private static readonly TimeSpan ShowTime = TimeSpan.FromSeconds(1.5);

    /// <returns>Null: the answer to these clicks is empty.</returns>
    public async Task<string?> HandleAsync(WorklistCommand command, DurableTaskClient client, CancellationToken cancellation)
    {
        switch (command)
        {
            case ApproveWorklistClicked approve:
                await DecideAsync(approve.Target, approve: true, approve.Click, client, cancellation);
                return null;
            case RejectWorklistClicked reject:
                await DecideAsync(reject.Target, approve: false, reject.Click, client, cancellation);
                return null;
            default:
                throw new InvalidOperationException($"Nothing handles {command.GetType().Name}.");
        }
    }

    private async Task DecideAsync(
        WorklistButton button,
        bool approve,
        SlackClick click,
        DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var decided = await approval.DecideAsync(
            new DecideWorklist(button.Campaign, button.Digest, approve, click.UserId, Email: null, now, click.DeliveryKey),
            cancellation
        );
        if (decided.Outcome is WorklistDecision.Approved or WorklistDecision.Rejected)
            await after.WakeAsync(client, button.Campaign.InstanceId, cancellation);
        if (decided.Outcome == WorklistDecision.Approved)
            await removals.KickSoonAsync(client, button.Campaign.ToString(), cancellation);
        if (click.ResponseUrl is { } url)
        {
            await after.TryAsync(
                "show a decision on the worklist of",
                button.Campaign.ToString(),
                ShowTime,
                token => ShowAsync(button.Campaign, decided.Outcome, url, now, token),
                cancellation
            );
        }
    }

    private async Task ShowAsync(
        CampaignKey campaign,
        WorklistDecision outcome,
        Uri url,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var note = outcome switch
        {
            WorklistDecision.WrongList => messages.WorklistHasChanged(),
            WorklistDecision.NotAllowed => messages.NotAnApprover(),
            WorklistDecision.UnknownCampaign => messages.Refusal(DecisionOutcome.RefusedUnknownGrant),
            _ => null,
        };
        if (note is not null)
            await slack.RespondAsync(url, note, SlackResponseKind.Ephemeral, cancellation);
        else if (await reports.BuildAsync(campaign, now, cancellation) is { } report)
            await slack.RespondAsync(url, reportMessages.Render(report), SlackResponseKind.ReplaceOriginal, cancellation);
    }
}
