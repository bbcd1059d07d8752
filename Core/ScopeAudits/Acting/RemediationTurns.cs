using Microsoft.EntityFrameworkCore;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Slack;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>What is under way, and the next turn of each.</summary>
public sealed class RemediationTurns
{
    /// <summary>From the dry run to the last word there are not more steps than these that follow each other at once.</summary>
    private const int MostSteps = 8;

    private static readonly TimeSpan TellPause = TimeSpan.FromMinutes(1);

    private readonly IDbContextFactory<OAuthAttestDb> contexts;
    private readonly RemediationRows rows;
    private readonly RemediationWork work;
    private readonly RemediationConfirming confirming;
    private readonly RemediationTelling telling;
    private readonly TimeProvider clock;

    internal RemediationTurns(
        IDbContextFactory<OAuthAttestDb> contexts,
        RemediationRows rows,
        RemediationWork work,
        RemediationConfirming confirming,
        RemediationTelling telling,
        TimeProvider clock
    )
    {
        (this.contexts, this.rows, this.work, this.confirming) = (contexts, rows, work, confirming);
        (this.telling, this.clock) = (telling, clock);
    }

    /// <summary>Those of which something is still to be done or told, oldest first.</summary>
    public async Task<IReadOnlyList<long>> UnderWayAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.ScopeRemediations.Where(row => row.NextAt != null || row.Told == null || row.Told != row.State)
            .OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(cancellation);
    }

    /// <summary>Tells what is to be told and does what is due. May be repeated, and by two workers at once.</summary>
    public async Task<RemediationTurn> AdvanceAsync(long id, CancellationToken cancellation)
    {
        for (var steps = 0; steps < MostSteps; steps++)
        {
            if (await rows.FindAsync(id, cancellation) is not { } row)
                return new RemediationTurn(null);
            var tellAt = await TellAsync(row, cancellation);
            if (row.NextAt is not { } due)
                return new RemediationTurn(tellAt);
            if (due > clock.GetUtcNow())
                return new RemediationTurn(DueTimes.Earlier(due, tellAt));
            if (row.State is RemediationState.Done or RemediationState.Inconclusive)
                await confirming.StepAsync(row, cancellation);
            else
                await work.StepAsync(row, cancellation);
        }
        return new RemediationTurn(clock.GetUtcNow());
    }

    /// <summary>What Slack does not take now does not keep anybody from acting: it is told later.</summary>
    private async Task<DateTimeOffset?> TellAsync(Remediation row, CancellationToken cancellation)
    {
        try
        {
            return await telling.TellAsync(row, cancellation);
        }
        catch (SlackException)
        {
            return clock.GetUtcNow() + TellPause;
        }
    }
}
