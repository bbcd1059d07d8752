using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;

namespace OAuthAttest.Escalations.Dispatch.Posting;

/// <summary>
/// Repaints what was posted so that it shows what is committed. A message that Slack does not let us change any more is left as it
/// is: the tables count, not the paint.
/// </summary>
public sealed class IncidentMessageUpdater(
    IDbContextFactory<OAuthAttestDb> databases, IncidentReader incidents, IncidentMessages messages, EscalationLinks links, EffectOutbox outbox, ISlackWorkspace slack, TimeProvider clock)
{
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(5);

    /// <summary>Repaints the clicked summary through its response_url, right after the commit.</summary>
    public async Task PaintClickedAsync(long incidentId, Uri responseUrl, CancellationToken cancellation)
    {
        if (await incidents.ReadAsync(incidentId, cancellation) is { } view)
            await slack.RespondAsync(responseUrl, messages.Summary(view), SlackResponseKind.ReplaceOriginal, cancellation);
    }

    internal async Task PaintSummaryAsync(IncidentFacts facts, EscalationEffect effect, CancellationToken cancellation)
    {
        var view = await ViewAsync(facts, cancellation);
        var memory = effect.Remembered<SummaryMemory>();
        if (await UpdateAsync(effect, memory, messages.Summary(view), cancellation) is not { } painted)
            return;
        // What the message shows was read with the view, not with the plan.
        painted = painted with { Shown = ShownState.Of(view.Incident), Consents = view.Total, PaintedAt = clock.GetUtcNow() };
        await outbox.NoteAsync(effect.Id, EffectRows.Write(painted), CancellationToken.None);
        await MarkPaintedAsync(view.Incident, CancellationToken.None);
    }

    internal async Task PaintDetailsAsync(IncidentFacts facts, EscalationEffect effect, CancellationToken cancellation)
    {
        var view = await ViewAsync(facts, cancellation);
        var memory = effect.Remembered<SummaryMemory>();
        var message = messages.Details(view, links.Escalation(view.Incident), links.Runbook, clock.GetUtcNow());
        if (await UpdateAsync(effect, memory, message, cancellation) is { } painted)
            await outbox.NoteAsync(effect.Id, EffectRows.Write(painted with { Revision = view.First.Decision.Revision }), CancellationToken.None);
    }

    internal async Task MarkPaintedAsync(Incident incident, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Incidents.Where(i => i.Id == incident.Id && i.PaintedRevision < incident.Revision)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.PaintedRevision, incident.Revision), cancellation);
    }

    // Null: not now. A repaint that was refused for good counts as painted.
    private async Task<SummaryMemory?> UpdateAsync(EscalationEffect effect, SummaryMemory memory, SlackMessage message, CancellationToken cancellation)
    {
        TimeSpan pause;
        try
        {
            if (memory is { Channel: { } channel, Timestamp: { } timestamp })
                await slack.UpdateAsync(channel, timestamp, message, cancellation);
            return memory with { PaintAgainAt = null };
        }
        catch (SlackThrottledException e)
        {
            pause = e.RetryAfter;
        }
        catch (SlackConfigurationException)
        {
            pause = LongPause;
        }
        catch (SlackException)
        {
            pause = ShortPause;
        }
        await outbox.NoteAsync(effect.Id, EffectRows.Write(memory with { PaintAgainAt = clock.GetUtcNow() + pause }), CancellationToken.None);
        return null;
    }

    private async Task<IncidentView> ViewAsync(IncidentFacts facts, CancellationToken cancellation) =>
        await incidents.ReadAsync(facts.Incident.Id, cancellation) ?? throw new InvalidOperationException($"There is no incident {facts.Incident.Id}.");
}
