using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// Writes the rows of one decision in one transaction. Locks in the common order: consent, advisory lock of the app's incident,
/// incident, audit head.
/// </summary>
internal sealed class DecisionTransaction(OAuthAttestDb db, TimeSpan stormWindow)
{
    private ConsentRecord? followUp;

    /// <summary>The incident's risk before this decision.</summary>
    private Risk? riskBefore;

    /// <summary>This transaction committed the decision; false: it was decided before, or nothing was decided.</summary>
    public bool HasDecided { get; private set; }

    /// <summary>The decision about this revision or a later one; null: there is none yet.</summary>
    /// <param name="decided">The existing row.</param>
    public async Task<ConsentEvaluation?> FindAsync(ConsentRecord consent, Escalation? decided, CancellationToken cancellation)
    {
        if (decided is null || decided.Revision < consent.Revision)
            return null;
        if (decided.IncidentId is not { } incident)
            return new ConsentEvaluation(decided.Verdict, null, null, false);
        var dedupKey = await db.Incidents.Where(i => i.Id == incident).Select(i => i.DedupKey).SingleAsync(cancellation);
        return new ConsentEvaluation(decided.Verdict, incident, dedupKey, dedupKey == IncidentKeys.DedupKey(consent.Key));
    }

    /// <summary>The incident that this transaction opened; null: none.</summary>
    public OpenedIncident? Opened { get; private set; }

    /// <param name="claimsPage">The caller makes the first attempt to page an incident that is opened: its row is claimed for it.</param>
    /// <returns>Null: the consent has another revision meanwhile, and nothing was written.</returns>
    public async Task<ConsentEvaluation?> CommitAsync(Decision decision, bool claimsPage, CancellationToken cancellation)
    {
        var consent = decision.Consent;
        // A failed statement ends the whole transaction, so EF's savepoints would only cost round trips.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        var (revision, isDecided) = await LockAsync(consent.Id, cancellation);
        if (revision != consent.Revision)
            return null;
        var escalation = isDecided ? await db.Escalations.SingleAsync(e => e.ConsentId == consent.Id, cancellation) : null;
        if (await FindAsync(consent, escalation, cancellation) is { } known)
            return known;
        if (decision.AppFrom != AppOrigin.Event)
            await KeepAppAsync(consent, cancellation);
        var wasEscalated = escalation is { Verdict: EscalationVerdict.Escalate };
        var isWorse = wasEscalated && decision.IsWorseThan(escalation!);
        var isFirst = escalation is null;
        if (escalation is null)
            escalation = decision.ToEscalation();
        else
            decision.ApplyTo(escalation);
        var isNew = !wasEscalated && escalation.Verdict == EscalationVerdict.Escalate;
        var (incident, opened) = await PlaceAsync(escalation, decision, isNew, isWorse, cancellation);
        escalation.IncidentId = incident?.Id;
        List<NpgsqlBatchCommand> last = [SettlingStarts(consent, decision.Now)];
        if (isFirst && (opened || incident is null))
            last.Add(DecisionRow.Inserting(escalation));
        else
            await SaveAsync(escalation, isFirst, incident, cancellation);
        var wanted = Wanted(decision, incident, isNew, opened);
        AuditEntry? news = null;
        if (opened || incident is null)
        {
            if (wanted.Count > 0)
                last.Add(EffectOutbox.Adding(wanted));
            if (opened && claimsPage)
                last.Add(EffectOutbox.ClaimingFirst(EffectKeys.Page(incident!.DedupKey), decision.Now));
        }
        else
        {
            // News depend on what is wanted already.
            if (wanted.Count > 0)
                await EffectOutbox.AddAsync(db, wanted, cancellation);
            news = await TellNewsAsync(incident, decision, isNew, cancellation);
        }
        var opensIncident = incident?.DedupKey == IncidentKeys.DedupKey(consent.Key);
        AuditEntry[] told = [DecisionEvidence.Of(decision, escalation, incident, opensIncident, followUp?.Key)];
        if (news is not null)
            told = [.. told, news];
        var page = await AppendAndCommitAsync(decision.Now, told, last, readsPage: opened && claimsPage, cancellation);
        HasDecided = true;
        Opened = opened ? new OpenedIncident(incident!, consent, escalation, page) : null;
        return new ConsentEvaluation(escalation.Verdict, incident?.Id, incident?.DedupKey, opensIncident);
    }

    /// <summary>Saves what other statements of the transaction build on.</summary>
    private async Task SaveAsync(Escalation escalation, bool isFirst, Incident? incident, CancellationToken cancellation)
    {
        if (isFirst)
            db.Add(escalation);
        riskBefore = incident is null ? null : db.Entry(incident).Property(i => i.Risk).OriginalValue;
        await db.SaveChangesAsync(cancellation);
    }

    /// <returns>The page's row, where it was claimed.</returns>
    private async Task<EscalationEffect?> AppendAndCommitAsync(
        DateTimeOffset now,
        IReadOnlyList<AuditEntry> entries,
        IReadOnlyList<NpgsqlBatchCommand> last,
        bool readsPage,
        CancellationToken cancellation
    )
    {
        EscalationEffect? page = null;
        await AuditLog.AppendAndCommitAsync(db, now, entries, cancellation, last, readsPage ? ReadAsync : null);
        return page;

        async Task ReadAsync(NpgsqlDataReader reader) =>
            page = await reader.ReadAsync(cancellation) ? EntityRows<EscalationEffect>.Read(reader, 0) : null;
    }

    /// <summary>Locks the consent.</summary>
    /// <returns>Its revision, and whether there is a decision about it.</returns>
    private async Task<(int Revision, bool IsDecided)> LockAsync(long consentId, CancellationToken cancellation)
    {
        await using var batch = db.NewBatch();
        batch.BatchCommands.Add(Statements.Of($"SELECT revision FROM consents WHERE id = {consentId} FOR UPDATE"));
        // A statement of its own: it sees what was committed while the lock was waited for.
        batch.BatchCommands.Add(Statements.Of($"SELECT EXISTS (SELECT 1 FROM escalations WHERE consent_id = {consentId})"));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            throw new InvalidOperationException($"There is no consent {consentId}.");
        var revision = reader.GetInt32(0);
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (revision, reader.GetBoolean(0));
    }

    private async Task<(Incident? Incident, bool Opened)> PlaceAsync(
        Escalation escalation,
        Decision decision,
        bool isNew,
        bool isWorse,
        CancellationToken cancellation
    )
    {
        var gathering = new IncidentGathering(db, stormWindow);
        if (isNew)
            return await gathering.JoinOrOpenAsync(decision, cancellation);
        if (escalation.IncidentId is not { } id)
            return (null, false);
        var incident = await gathering.RefreshAsync(id, decision, cancellation);
        // It was resolved after this revision was committed, and before it was decided: nobody has seen what is worse.
        if (incident.State == IncidentState.Resolved && isWorse)
            followUp = await FollowUpConsents.AddAsync(db, decision.Consent, decision.Consent.Facts, decision.Now, cancellation);
        return (incident, false);
    }

    /// <summary>
    /// What the inventory or the provider told of the app becomes part of the consent, so that page, messages and report show the same.
    /// </summary>
    private async Task KeepAppAsync(ConsentRecord consent, CancellationToken cancellation)
    {
        var app = consent.Facts.App;
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE consents SET client_id = {app.ClientId}, app_name = {app.Name}, publisher = {app.Publisher},
                                is_publisher_verified = {app.IsPublisherVerified}
            WHERE id = {consent.Id} AND client_id LIKE 'sp:%'
            """,
            cancellation
        );
    }

    private async Task<AuditEntry?> TellNewsAsync(Incident incident, Decision decision, bool isNew, CancellationToken cancellation)
    {
        var news = await new IncidentNews(db).TellAsync(incident, decision, riskBefore ?? incident.Risk, isNew, cancellation);
        if (news is not null)
            await db.SaveChangesAsync(cancellation);
        return news;
    }

    /// <summary>A start row is done once the decision exists; from then on the sweep uses the incident's open effects.</summary>
    private static NpgsqlBatchCommand SettlingStarts(ConsentRecord consent, DateTimeOffset now) =>
        EffectOutbox.SettlingOpen(
            [.. Enumerable.Range(1, consent.Revision).Select(revision => EffectKeys.Start(consent.Key, revision))],
            now
        );

    private static List<EscalationEffect> Wanted(Decision decision, Incident? incident, bool isNew, bool opened)
    {
        var (consent, now) = (decision.Consent, decision.Now);
        List<EscalationEffect> wanted = [];
        if (incident is null)
            return wanted;
        if (isNew)
        {
            wanted.Add(EffectOutbox.New(EffectKeys.DatadogEvent(consent.Key), EffectKind.DatadogEvent, incident.Id, now, consent.Id));
            var arrival = EffectKeys.DatadogMetric(incident.IsDrill ? "drill" : "arrival", consent.Key);
            wanted.Add(EffectOutbox.New(arrival, EffectKind.DatadogMetric, incident.Id, now, consent.Id));
        }
        if (decision.WantsPage && (isNew || incident.State != IncidentState.Resolved))
            wanted.Add(Page(incident, now));
        if (isNew && opened)
        {
            wanted.Add(EffectOutbox.New(EffectKeys.SlackSummary(incident.DedupKey), EffectKind.SlackSummary, incident.Id, now));
            wanted.Add(EffectOutbox.New(EffectKeys.SlackDetails(incident.DedupKey), EffectKind.SlackDetails, incident.Id, now));
        }
        return wanted;
    }

    /// <summary>
    /// An incident is paged once: adding its page again changes nothing. It may have begun without one, because nobody was known to be
    /// privileged; whoever joins it and is, or whom a later revision shows to be, is paged for.
    /// </summary>
    private static EscalationEffect Page(Incident incident, DateTimeOffset now) =>
        EffectOutbox.New(EffectKeys.Page(incident.DedupKey), EffectKind.Page, incident.Id, now);
}
