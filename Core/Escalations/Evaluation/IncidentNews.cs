using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// What is news about an incident after a responder acknowledged it: a person who was not in it, or a higher risk. PagerDuty notifies
/// nobody of an alert that was acknowledged, so the thread is told, and where it matters as much the incident is open again and paged with
/// another dedup key. Writes in the decision's transaction, with the incident locked.
/// </summary>
internal sealed class IncidentNews(OAuthAttestDb db)
{
    /// <summary>So many notes after one acknowledgement; the last one says that more came.</summary>
    private const int MostNotes = 10;

    private const string News = "news";

    private static readonly EffectKind[] OfOlderAlert =
    [
        EffectKind.PageLink,
        EffectKind.PageFailedAlert,
        EffectKind.PagerDutyAcknowledge,
    ];

    /// <param name="riskBefore">The incident's risk before this consent.</param>
    /// <param name="hasJoined">The consent joined now; false: it is known, and another revision was decided about.</param>
    /// <returns>The audit entry; null when there is no news.</returns>
    public async Task<AuditEntry?> TellAsync(
        Incident incident,
        Decision decision,
        Risk riskBefore,
        bool hasJoined,
        CancellationToken cancellation
    )
    {
        if (incident is { State: IncidentState.Resolved } or { State: IncidentState.Open, AcknowledgedAt: null })
            return null;
        var isNewPerson = hasJoined && await IsNewPersonAsync(incident, decision.Consent, cancellation);
        var isWorse = incident.Risk > riskBefore;
        if (!isNewPerson && !isWorse)
            return null;

        var isUrgent =
            decision.WantsPage
            && incident.State == IncidentState.Acknowledged
            && (isWorse || await IsAsPrivilegedAsync(incident, decision, cancellation));
        var alert = isUrgent ? await AlertAsync(incident, decision, cancellation) : null;
        await NoteAsync(incident, decision, isNewPerson ? NoteKind.NewPerson : NoteKind.HigherRisk, cancellation);
        return new AuditEntry(
            AuditKinds.IncidentNews,
            $"incident/{incident.DedupKey}",
            "system",
            new Dictionary<string, object?>
            {
                ["escalation"] = decision.Consent.Key,
                ["newPerson"] = isNewPerson,
                ["riskBefore"] = riskBefore,
                ["risk"] = incident.Risk,
                ["alert"] = alert,
                ["state"] = incident.State,
            }
        );
    }

    /// <summary>
    /// Opens the incident again, and wants an alert with a key of its own, unless the first page is still to be accepted.
    /// </summary>
    /// <returns>The dedup key of the new alert; null when the page that is still tried on tells of it.</returns>
    private async Task<string?> AlertAsync(Incident incident, Decision decision, CancellationToken cancellation)
    {
        incident.OpenAgain();
        var isPaged = incident.PageRoute != PageRoute.None;
        await SkipOlderAsync(incident, isPaged, decision.Now, cancellation);
        if (!isPaged)
            return null;
        incident.WantNewAlert();
        var alerts = await db.Effects.CountAsync(e => e.IncidentId == incident.Id && e.Kind == EffectKind.Page, cancellation);
        var alertKey = IncidentKeys.AlertKey(incident.DedupKey, alerts + 1);
        var page = EffectOutbox.New(
            EffectKeys.Page(alertKey),
            EffectKind.Page,
            incident.Id,
            decision.Now,
            payload: EffectRows.Write(new PageOrder(decision.Consent.Id))
        );
        await EffectOutbox.AddAsync(db, [page], cancellation);
        return alertKey;
    }

    /// <summary>What is left to do for the alert before: an acknowledgement sent now would silence the news.</summary>
    private Task<int> SkipOlderAsync(Incident incident, bool isPaged, DateTimeOffset now, CancellationToken cancellation)
    {
        var kinds = isPaged ? OfOlderAlert : [EffectKind.PagerDutyAcknowledge];
        var at = now.ToUniversalTime();
        return db
            .Effects.WhereOpen()
            .Where(e => e.IncidentId == incident.Id && kinds.Contains(e.Kind))
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(e => e.State, EffectState.Skipped)
                        .SetProperty(e => e.LastError, "there is news after the acknowledgement")
                        .SetProperty(e => e.DoneAt, at),
                cancellation
            );
    }

    private async Task NoteAsync(Incident incident, Decision decision, NoteKind kind, CancellationToken cancellation)
    {
        var since = incident.AcknowledgedAt?.ToUniversalTime() ?? DateTimeOffset.MinValue;
        var prefix = EffectKeys.SlackNote(News, "");
        var notes = await db.Effects.CountAsync(
            e => e.IncidentId == incident.Id && e.Kind == EffectKind.SlackNote && e.Key.StartsWith(prefix) && e.CreatedAt >= since,
            cancellation
        );
        if (notes > MostNotes)
            return;
        var order = new NoteOrder { Note = notes == MostNotes ? NoteKind.MoreNews : kind, ConsentId = decision.Consent.Id };
        var key = EffectKeys.SlackNote(News, $"{decision.Consent.Key}:{decision.Consent.Revision}");
        await EffectOutbox.AddAsync(
            db,
            [EffectOutbox.New(key, EffectKind.SlackNote, incident.Id, decision.Now, payload: EffectRows.Write(order))],
            cancellation
        );
    }

    /// <summary>
    /// Who consented, or an account for which they did, was not in the incident yet. Whom a source does not name is somebody else: in
    /// doubt it is told.
    /// </summary>
    private async Task<bool> IsNewPersonAsync(Incident incident, ConsentRecord consent, CancellationToken cancellation)
    {
        var (id, email) = (consent.Facts.Who.ExternalId, consent.Facts.Who.Email);
        var known = await Others(incident, consent)
            .Join(db.Consents.AsNoTracking(), escalation => escalation.ConsentId, other => other.Id, (_, other) => other)
            .Where(other =>
                (id != null && id != "" && other.Facts.Who.ExternalId == id)
                || (email != null && email != "" && other.Facts.Who.Email == email)
            )
            .ToListAsync(cancellation);
        var holders = consent.Facts.OtherPrincipals.Except(known.SelectMany(other => other.Facts.OtherPrincipals), StringComparer.Ordinal);
        return known.Count == 0 || holders.Any();
    }

    /// <summary>As privileged as those that the responder knows of. An unknown privilege makes nothing less urgent.</summary>
    private async Task<bool> IsAsPrivilegedAsync(Incident incident, Decision decision, CancellationToken cancellation) =>
        decision.Roster.Privilege != Privilege.Standard
        || !await Others(incident, decision.Consent).AnyAsync(other => other.Privilege != Privilege.Standard, cancellation);

    private IQueryable<Escalation> Others(Incident incident, ConsentRecord consent) =>
        db.Escalations.AsNoTracking().Where(other =>
            other.IncidentId == incident.Id && other.ConsentId != consent.Id && other.Verdict == EscalationVerdict.Escalate
        );
}
