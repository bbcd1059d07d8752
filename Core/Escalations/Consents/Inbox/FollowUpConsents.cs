using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>
/// What becomes known of a consent after its incident was resolved is a consent of its own: whoever resolved it has not seen it, and
/// nobody looks at a resolved incident.
/// </summary>
internal static class FollowUpConsents
{
    /// <summary>Adds it, with the row that starts it, in the open transaction.</summary>
    public static async Task<ConsentRecord> AddAsync(
        OAuthAttestDb db,
        ConsentRecord known,
        ConsentFacts facts,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var prefix = $"{known.EventKey}+";
        var earlier = await db.Consents.CountAsync(
            other => other.Source == known.Source && other.EventKey.StartsWith(prefix), cancellation);
        var eventKey = UntrustedText.Id(
            string.Create(CultureInfo.InvariantCulture, $"{prefix}{earlier + 1}"), ConsentEvent.MaxEventKey)!;
        var next = new ConsentRecord
        {
            Key = EscalationKey.Of(known.Source, eventKey),
            Source = known.Source,
            EventKey = eventKey,
            Facts = facts with { },
            ReceivedAt = now,
            PushedAt = known.PushedAt is null ? null : now,
            PolledAt = known.PolledAt is null ? null : now,
            Revision = 1,
        };
        db.Consents.Add(next);
        await db.SaveChangesAsync(cancellation);
        db.Effects.Add(EffectOutbox.New(EffectKeys.Start(next.Key, 1), EffectKind.Start, incidentId: null, now, next.Id));
        await db.SaveChangesAsync(cancellation);
        return next;
    }
}
