using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>Merges a group's new facts into stored consents. This is the rare case: it reads, locks and merges row by row.</summary>
internal static class KnownConsents
{
    /// <returns>
    /// The audit entries of what changed, and what is of somebody else than the consent that is known under its key, under another key.
    /// </returns>
    public static async Task<(IReadOnlyList<AuditEntry> Entries, IReadOnlyList<DeliveredConsent> Apart)> MergeAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<DeliveredConsent> delivered,
        CancellationToken cancellation
    )
    {
        await using var db = new OAuthAttestDb(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(transaction.Connection!).Options);
        await db.Database.UseTransactionAsync(transaction, cancellation);
        var keys = delivered.Select(consent => consent.Key).ToArray();
        // Locked in the order of their ids by every writer, so that two cannot deadlock. The rows are read after the lock, so that another
        // writer's changes are seen and kept.
        var locked = await db.Database.SqlQuery<long>(
            $"SELECT id AS \"Value\" FROM consents WHERE key = ANY({keys}) ORDER BY id FOR UPDATE").ToListAsync(cancellation);
        var rows = await db.Consents.Where(row => locked.Contains(row.Id))
            .ToDictionaryAsync(row => row.Key, StringComparer.Ordinal, cancellation);
        var (entries, apart) = (new List<AuditEntry>(), new List<DeliveredConsent>());
        var ended = await EndedAsync(db, locked, cancellation);
        foreach (var consent in delivered)
        {
            if (!rows.TryGetValue(consent.Key, out var row) || row.Source != consent.Source || row.EventKey != consent.EventKey)
                throw new InvalidOperationException($"The consent {consent.Key} was refused as known, and is not there.");
            if (consent.IsApartFrom(row.Facts))
            {
                apart.Add(consent.Apart());
                continue;
            }
            if (consent.IsRefusedFor(row.Facts))
            {
                consent.AnswerAsRefused(row.Facts, row.Id, row.Revision);
                continue;
            }
            var joined = ConsentMerge.Join(row.Facts, consent.Joined);
            if (ended.Contains(row.Id) && ConsentMerge.Widens(row.Facts, joined))
                entries.Add(await FollowAsync(db, row, consent, joined, cancellation));
            else if (Merge(db, row, consent) is { } entry)
                entries.Add(entry);
        }
        await db.SaveChangesAsync(cancellation);
        return (entries, apart);
    }

    /// <summary>Those whose incident is resolved.</summary>
    private static async Task<HashSet<long>> EndedAsync(OAuthAttestDb db, List<long> consents, CancellationToken cancellation) =>
        [
            .. await (
                from escalation in db.Escalations
                join incident in db.Incidents on escalation.IncidentId equals incident.Id
                where consents.Contains(escalation.ConsentId) && incident.State == IncidentState.Resolved
                select escalation.ConsentId
            ).ToListAsync(cancellation),
        ];

    // The known row gets the facts too, without a new revision: so the same delivery, when it comes again, tells nothing new.
    private static async Task<AuditEntry> FollowAsync(
        OAuthAttestDb db,
        ConsentRecord row,
        DeliveredConsent delivered,
        ConsentFacts joined,
        CancellationToken cancellation
    )
    {
        row.Facts = joined;
        row.PushedAt ??= delivered.PushedAt;
        row.PolledAt ??= delivered.PolledAt;
        var facts = joined with { OccurredAt = delivered.Joined.OccurredAt };
        var next = await FollowUpConsents.AddAsync(db, row, facts, delivered.ReceivedAt, cancellation);
        delivered.AnswerAsFollowUp(next.Id, next.Key);
        return ConsentEvidence.Followed(delivered, next);
    }

    private static AuditEntry? Merge(OAuthAttestDb db, ConsentRecord row, DeliveredConsent delivered)
    {
        var known = row.Facts;
        var joined = ConsentMerge.Join(known, delivered.Joined);
        var addsFacts = ConsentMerge.AddsFacts(known, joined);
        row.Facts = joined;
        row.PushedAt ??= delivered.PushedAt;
        row.PolledAt ??= delivered.PolledAt;
        if (addsFacts)
        {
            row.Revision++;
            db.Effects.Add(new EscalationEffect
            {
                Key = EffectKeys.Start(row.Key, row.Revision),
                Kind = EffectKind.Start,
                ConsentId = row.Id,
                State = EffectState.Pending,
                NextAttemptAt = delivered.ReceivedAt,
                CreatedAt = delivered.ReceivedAt,
            });
        }
        delivered.AnswerAsKnown(known, row.Id, row.Revision);
        return addsFacts ? ConsentEvidence.Completed(delivered, joined, row.Revision) : null;
    }
}
