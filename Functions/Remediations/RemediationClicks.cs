using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Interactions;
using OAuthAttest.ScopeAudits.Acting;
using OAuthAttest.Slack;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Functions.Remediations;

/// <summary>Plan, Approve, Decline and Undo.</summary>
public sealed class RemediationClicks(
    RemediationRequests requests,
    RemediationDecisions decisions,
    RemediationTelling telling,
    SlackPeople people,
    RemediationStart start,
    ISlackWorkspace slack,
    AfterCommit after
)
{
    /// <summary>Slack allows three seconds for the whole request.</summary>
    private static readonly TimeSpan ShowTime = TimeSpan.FromSeconds(1.5);

    /// <returns>Null: the answer to these clicks is empty.</returns>
    public async Task<string?> HandleAsync(RemediationCommand command, DurableTaskClient client, CancellationToken cancellation)
    {
        switch (command)
        {
            case PlanRemediationClicked plan:
                await PlanAsync(plan, client, cancellation);
                return null;
            case DecideRemediationClicked decide:
                await DecideAsync(decide, client, cancellation);
                return null;
            default:
                throw new InvalidOperationException($"Nothing handles {command.GetType().Name}.");
        }
    }

    private async Task PlanAsync(PlanRemediationClicked plan, DurableTaskClient client, CancellationToken cancellation)
    {
        var words = "Only people of this workspace can ask for that. Your click changed nothing.";
        if (await people.AddressAsync(plan.Click.UserId, cancellation) is { } email)
        {
            var requested = await requests.RequestAsync(
                new RequestRemediation(plan.Target.ChangeId, plan.Target.Kind, email, plan.Click.UserId), cancellation);
            if (requested.Id is { } id)
                await start.KickSoonAsync(client, id, cancellation);
            words = requested.Words;
        }
        await ShowAsync(plan.Click, words, plan: null, cancellation);
    }

    private async Task DecideAsync(DecideRemediationClicked clicked, DurableTaskClient client, CancellationToken cancellation)
    {
        var decided = await decisions.DecideAsync(
            new DecideRemediation(
                clicked.Target.Id, clicked.Act, clicked.Target.Digest, clicked.Click.UserId, Email: null, clicked.Click.DeliveryKey),
            cancellation);
        if (decided.Outcome == RemediationOutcome.Done)
            await start.KickSoonAsync(client, clicked.Target.Id, cancellation);
        long? plan = clicked.Act != RemediationAct.Undo && decided.Outcome != RemediationOutcome.Unknown ? clicked.Target.Id : null;
        await ShowAsync(clicked.Click, decided.Words, plan, cancellation);
    }

    private async Task ShowAsync(SlackClick click, string words, long? plan, CancellationToken cancellation)
    {
        if (click.ResponseUrl is not { } url)
            return;
        await after.TryAsync(
            "answer a click of",
            click.UserId,
            ShowTime,
            async token =>
            {
                await slack.RespondAsync(url, SlackMessage.Note(words), SlackResponseKind.Ephemeral, token);
                if (plan is { } id && await telling.RenderPlanAsync(id, token) is { } now)
                    await slack.RespondAsync(url, now, SlackResponseKind.ReplaceOriginal, token);
            },
            cancellation
        );
    }
}
