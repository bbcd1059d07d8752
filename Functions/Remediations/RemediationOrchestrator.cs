using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Functions.Durable;
using OAuthAttest.ScopeAudits.Acting;

namespace OAuthAttest.Functions.Remediations;

/// <param name="Id">The remediation's row.</param>
public sealed record RemediationOrder(long Id)
{
    internal string InstanceId => string.Create(CultureInfo.InvariantCulture, $"scope-remediation-{Id}");
}

/// <summary>
/// Takes one remediation from its dry run to its confirmation, turn by turn, each of which reads from the table what is due. Nothing is
/// kept here, so that one that was lost can be started again at any point.
/// </summary>
public static class RemediationOrchestrator
{
    /// <summary>After so many turns it continues as new, so that the history stays short.</summary>
    private const int TurnsAHistory = 50;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    [Function(nameof(RemediationOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RemediationOrder>() ?? throw new InvalidOperationException("A remediation needs an order.");
        using var wakeUps = new WakeUps(context);
        for (var turns = 0; turns < TurnsAHistory; turns++)
        {
            var turn = await context.StepAsync<RemediationTurn>(nameof(RemediationActivities.AdvanceRemediation), order);
            context.SetCustomStatus(turn);
            if (turn.NextAt is not { } next)
                return;
            if (next <= context.Now())
                continue;
            var latest = context.Now() + LongestSleep;
            await wakeUps.WaitAsync(next < latest ? next : latest);
        }
        context.ContinueAsNew(order);
    }
}
