using Npgsql;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;

namespace OAuthAttest.Escalations.Dispatch.Posting;

/// <summary>
/// Updates posted messages so that they show what is committed. A message that Slack does not allow to be changed any more is left as
/// it is: only the tables are authoritative.
/// </summary>
public sealed class IncidentMessageUpdater(
    NpgsqlDataSource database,
    IncidentReader incidents,
    IncidentMessages messages,
    EscalationLinks links,
    EffectOutbox outbox,
    ISlackWorkspace slack,
    TimeProvider clock
)
{
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(5);

    /// <summary>Updates the clicked summary through its response_url, right after the commit.</summary>
    public async Task UpdateClickedAsync(long incidentId, Uri responseUrl, CancellationToken cancellation)
    {
        if (await incidents.ReadAsync(incidentId, cancellation) is { } view)
            await slack.RespondAsync(responseUrl, messages.Summary(view), SlackResponseKind.ReplaceOriginal, cancellation);
    }

    /// <returns>The incident's facts after it; null: nothing was recorded.</returns>
    internal async Task<IncidentFacts?> UpdateSummaryAsync(IncidentFacts facts, EscalationEffect effect, CancellationToken cancellation)
    {
        var view = await ViewAsync(facts, cancellation);
        var memory = effect.Remembered<SummaryMemory>();
        if (await UpdateAsync(effect, memory, messages.Summary(view), cancellation) is not { } painted)
            return null;
        // Recorded from the view, because the message was rendered from it; the plan may be older.
        var now = clock.GetUtcNow();
        painted = painted with { Shown = ShownState.Of(view.Incident), Consents = view.Total, PaintedAt = now };
        return await IncidentFacts.ReadAsync(
            database,
            view.Incident.Id,
            now,
            CancellationToken.None,
            [EffectOutbox.Noting(effect.Id, EffectRows.Write(painted)), Painted(view.Incident)]
        );
    }

    /// <inheritdoc cref="UpdateSummaryAsync"/>
    internal async Task<IncidentFacts?> UpdateDetailsAsync(IncidentFacts facts, EscalationEffect effect, CancellationToken cancellation)
    {
        var view = await ViewAsync(facts, cancellation);
        var memory = effect.Remembered<SummaryMemory>();
        var message = messages.Details(view, links.Escalation(view.Incident), links.Runbook, clock.GetUtcNow());
        if (await UpdateAsync(effect, memory, message, cancellation) is not { } painted)
            return null;
        var noted = EffectRows.Write(painted with { Revision = view.First.Decision.Revision });
        return await IncidentFacts.ReadAsync(
            database, view.Incident.Id, clock.GetUtcNow(), CancellationToken.None, [EffectOutbox.Noting(effect.Id, noted)]);
    }

    /// <inheritdoc cref="UpdateSummaryAsync"/>
    internal async Task<IncidentFacts?> MarkPaintedAsync(Incident incident, CancellationToken cancellation) =>
        await IncidentFacts.ReadAsync(database, incident.Id, clock.GetUtcNow(), cancellation, [Painted(incident)]);

    private static NpgsqlBatchCommand Painted(Incident incident) =>
        Statements.Of(
            $"""
            UPDATE incidents SET painted_revision = {incident.Revision}
            WHERE id = {incident.Id} AND painted_revision < {incident.Revision}
            """
        );

    // Null: the update must be repeated later. An update that Slack refused for good counts as done.
    private async Task<SummaryMemory?> UpdateAsync(
        EscalationEffect effect,
        SummaryMemory memory,
        SlackMessage message,
        CancellationToken cancellation
    )
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
        catch (SlackPausedException e)
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
        await outbox.NoteAsync(
            effect.Id,
            EffectRows.Write(memory with { PaintAgainAt = clock.GetUtcNow() + pause }),
            CancellationToken.None
        );
        return null;
    }

    private async Task<IncidentView> ViewAsync(IncidentFacts facts, CancellationToken cancellation) =>
        await incidents.ReadAsync(facts.Incident.Id, cancellation)
        ?? throw new InvalidOperationException($"There is no incident {facts.Incident.Id}.");
}
