using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Campaigns.Removing;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Outside;
using OAuthAttest.Revocations.Executing;

namespace OAuthAttest.Functions.Revocations;

/// <summary>
/// Removes what a campaign's released list has at one provider, proves that it is gone, and watches it: turn by turn, each of which reads
/// from the tables what is due. Nothing is kept here, so that one that was lost can be started again at any point.
/// </summary>
public static class RevocationOrchestrator
{
    /// <summary>After so many turns it continues as new, so that the history stays short.</summary>
    private const int TurnsAHistory = 50;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    [Function(nameof(RevocationOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RevocationOrder>() ?? throw new InvalidOperationException("A revocation needs an order.");
        using var wakeUps = new WakeUps(context);
        for (var turns = 0; turns < TurnsAHistory; turns++)
        {
            var turn = await context.CallActivityAsync<RevocationTurn>(
                nameof(RevocationActivities.AdvanceWorklist), order, StepFailures.Retry);
            context.SetCustomStatus(new { turn.Items, turn.NextAt });
            var told = await context.CallActivityAsync<ToldRemovals>(
                nameof(RevocationActivities.TellRemovals), order, StepFailures.Retry);
            if (DueTimes.Earlier(turn.NextAt, told.RetryAt) is not { } next)
                return;
            if (next <= context.Now())
                continue;
            var latest = context.Now() + LongestSleep;
            await wakeUps.WaitAsync(next < latest ? next : latest);
        }
        context.ContinueAsNew(order);
    }
}
