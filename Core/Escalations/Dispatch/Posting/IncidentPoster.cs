using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Posting;

/// <summary>Posts an incident's messages, each once; the effect's key is also the message's key.</summary>
public sealed class IncidentPoster(
    NpgsqlDataSource database,
    IDbContextFactory<OAuthAttestDb> databases,
    IncidentReader incidents,
    IncidentMessages messages,
    EscalationLinks links,
    SlackOutbox slack,
    IOptions<EscalationOptions> options
)
{
    internal async Task<SlackDelivery> PostAsync(
        EscalationEffect effect,
        IncidentFacts facts,
        IncidentView view,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var message = await RenderAsync(effect, view, facts, now, cancellation);
        var belongsInThread = effect.Kind is EffectKind.SlackDetails or EffectKind.SlackNote;
        // If Slack refused the summary there is no thread, and the message is posted in the channel itself.
        if (belongsInThread && facts.Incident is { SlackChannel: { } channel, SlackTimestamp: { } timestamp })
        {
            var thread = new SlackThread(channel, timestamp);
            return await slack.ReplyAsync(effect.Key, thread, () => message, now, cancellation, recordsSent: false);
        }
        return await slack.SendAsync(effect.Key, options.Value.SecurityChannel, () => message, now, cancellation, recordsSent: false);
    }

    /// <returns>The incident's facts after it.</returns>
    internal async Task<IncidentFacts> RecordAsync(
        EscalationEffect effect,
        IncidentFacts facts,
        SlackDelivery delivery,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var incident = facts.Incident;
        var memory = new SummaryMemory { Channel = delivery.Channel, Timestamp = delivery.Timestamp, PaintedAt = now };
        // A message that an earlier attempt posted may show older facts. Recording no shown state makes the planner update it.
        if (delivery.Attempts <= 1)
            memory = memory with { Shown = ShownState.Of(incident), Consents = incident.Consents, Revision = facts.OpenerRevision };
        List<NpgsqlBatchCommand> commands = [EffectOutbox.Settling(effect.Id, EffectState.Done, EffectRows.Write(memory), null, now)];
        if (effect.Kind == EffectKind.SlackSummary)
        {
            commands.Insert(
                0,
                Statements.Of(
                    $"""
                    UPDATE incidents SET slack_channel = {delivery.Channel}, slack_timestamp = {delivery.Timestamp},
                        painted_revision = {incident.Revision}
                    WHERE id = {incident.Id}
                    """
                )
            );
        }
        else if (effect.Kind == EffectKind.PageFailedAlert)
        {
            commands.Insert(
                0,
                Statements.Of(
                    $"""
                    UPDATE incidents SET page_failure_told_at = {now}, revision = revision + 1
                    WHERE id = {incident.Id} AND page_failure_told_at IS NULL
                    """
                )
            );
        }
        // What became of the message, and what it means for the incident, in one round trip.
        if (delivery.Unrecorded is { } sent)
            commands.Insert(0, sent);
        return await IncidentFacts.ReadAsync(database, incident.Id, now, cancellation, commands);
    }

    private async Task<SlackMessage> RenderAsync(
        EscalationEffect effect,
        IncidentView view,
        IncidentFacts facts,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        effect.Kind switch
        {
            EffectKind.SlackSummary => messages.Summary(view),
            EffectKind.SlackDetails => messages.Details(view, links.Escalation(view.Incident), links.Runbook, now),
            EffectKind.PageFailedAlert => messages.PageFailed(await FirstOfPageAsync(view, facts, cancellation)),
            _ => messages.Marked(view.Incident, await RenderNoteAsync(effect, view, cancellation)),
        };

    /// <summary>The incident with the consent first that its newest page is about.</summary>
    private async Task<IncidentView> FirstOfPageAsync(IncidentView view, IncidentFacts facts, CancellationToken cancellation) =>
        facts.Find(EffectKind.Page)?.Ordered<PageOrder>() is { } order
            ? view with { Consents = [await incidents.ReadConsentAsync(order.ConsentId, cancellation), .. view.Consents] }
            : view;

    private async Task<SlackMessage> RenderNoteAsync(EscalationEffect effect, IncidentView view, CancellationToken cancellation)
    {
        var note = effect.Ordered<NoteOrder>() ?? throw new InvalidOperationException($"{effect.Key} does not say what to tell.");
        var consent = view.First.Consent;
        if (note.ConsentId is { } id && id != consent.Id)
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            consent = await db.Consents.AsNoTracking().SingleAsync(c => c.Id == id, cancellation);
        }
        return note.Note switch
        {
            NoteKind.PageLate => messages.PageGotThrough(note.At ?? view.Incident.PagedAt ?? view.Incident.OpenedAt),
            NoteKind.Revoked => messages.Revoked(consent, note.Removed, note.At),
            NoteKind.NewPerson or NoteKind.HigherRisk => messages.News(
                await incidents.ReadConsentAsync(consent.Id, cancellation),
                note.Note == NoteKind.NewPerson
            ),
            NoteKind.MoreNews => messages.MoreNews(),
            NoteKind.EarlierAlert => messages.EarlierAlert(note.By, note.Alert ?? 1),
            NoteKind.Unacknowledged => messages.Unacknowledged(note.By, note.At ?? effect.CreatedAt),
            NoteKind.Reopened => messages.Reopened(note.By, note.At ?? effect.CreatedAt),
            NoteKind.NothingFound => messages.NothingFound(
                consent,
                note.At ?? effect.CreatedAt,
                note.AgainAt ?? effect.CreatedAt,
                note.MayHaveRemoved
            ),
            _ => messages.RevokeByHand(consent, note.Reason),
        };
    }
}
