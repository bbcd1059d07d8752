using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Grants;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Dispatch.Revoking;

/// <summary>
/// Revokes the grants of an incident at their providers, and reads them again until they are gone. For what cannot be revoked here, a
/// note says what to do by hand; the incident then stays open with its responder.
/// </summary>
public sealed partial class RevocationDispatcher(
    NpgsqlDataSource database,
    IDbContextFactory<OAuthAttestDb> databases,
    EffectOutbox outbox,
    IEnumerable<IGrantRevoker> revokers,
    IncidentService service,
    IOptions<RevocationOptions> options,
    IBusinessTelemetry telemetry,
    TimeProvider clock,
    ILogger<RevocationDispatcher> logger
)
{
    private const int RowsATurn = 20;
    private const int MostAttempts = 10;
    private const int MostReads = 8;
    private const string NothingFound = "the provider lists nothing to revoke";
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Revokes what is due, and returns when the next row is due.</summary>
    public async Task<DispatchResult> AdvanceAsync(long incidentId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var due = await ReadDueAsync(incidentId, now, cancellation);
        foreach (var (effect, consent) in due)
            await TakeAsync(effect, consent, now, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var all = await db
            .Effects.AsNoTracking()
            .Where(e => e.IncidentId == incidentId && e.Kind == EffectKind.Revoke)
            .GroupBy(e => e.State)
            .Select(group => new
            {
                State = group.Key,
                Count = group.Count(),
                At = group.Min(e => e.NextAttemptAt),
            })
            .ToListAsync(cancellation);
        var open = all.Where(group => group.State.IsOpen()).ToList();
        if (open.Count > 0)
            return new DispatchResult(open.Min(group => group.At), due.Count > 0);
        if (all.Count > 0 && all.TrueForAll(group => group.State == EffectState.Done))
            await service.FinishRevocationAsync(incidentId, clock.GetUtcNow(), cancellation);
        return new DispatchResult(null, HasNews: true);
    }

    private async Task TakeAsync(EscalationEffect effect, ConsentRecord consent, DateTimeOffset now, CancellationToken cancellation)
    {
        var revoker = revokers.At(consent.Facts.Provider);
        if (revoker is null)
        {
            await FailAsync(effect, consent, $"nothing here may revoke at {consent.Facts.Provider}", cancellation);
            return;
        }
        // Revoking twice is harmless: no lease.
        if (await outbox.ClaimAsync(effect, now, TimeSpan.Zero, cancellation) is not { } claim)
            return;
        var memory = effect.Remembered<RevocationMemory>();
        try
        {
            await StepAsync(revoker, effect, claim, consent, memory, cancellation);
        }
        catch (RevocationRejectedException e)
        {
            await FailAsync(effect, consent, e.Message, CancellationToken.None);
        }
        catch (RevocationUnavailableException e) when (Attempt(effect, claim) is var attempt && attempt < MostAttempts + MostReads)
        {
            await outbox.PostponeAsync(
                claim, clock.GetUtcNow() + e.PauseOver(Pause(attempt)), e.Message, null, CancellationToken.None);
        }
        catch (RevocationUnavailableException e)
        {
            await FailAsync(effect, consent, e.Message, CancellationToken.None);
        }
    }

    private async Task StepAsync(
        IGrantRevoker revoker,
        EscalationEffect effect,
        EffectClaim claim,
        ConsentRecord consent,
        RevocationMemory memory,
        CancellationToken cancellation
    )
    {
        var targets = RevocationTargets.Of(consent.Facts);
        if (!memory.IsOrdered)
            memory = await OrderAsync(revoker, effect, targets, memory, cancellation);
        if (await RevocationTargets.AreGoneAsync(revoker, targets, cancellation))
        {
            await ConcludeAsync(effect, claim, consent, memory, cancellation);
        }
        else if (memory.Looks + 1 >= MostReads)
        {
            await FailAsync(effect, consent, "the provider took the revocation and still lists the grant", CancellationToken.None);
        }
        else
        {
            await outbox.PostponeAsync(
                claim,
                clock.GetUtcNow() + Pause(memory.Looks + 1),
                "still there",
                EffectRows.Write(memory with { Looks = memory.Looks + 1 }),
                CancellationToken.None
            );
        }
    }

    private async Task<RevocationMemory> OrderAsync(
        IGrantRevoker revoker,
        EscalationEffect effect,
        IReadOnlyList<RevocationTarget> targets,
        RevocationMemory memory,
        CancellationToken cancellation
    )
    {
        // Noted before the call: if it ends without an answer, the next attempt may find nothing because this one removed it.
        await outbox.NoteAsync(effect.Id, EffectRows.Write(memory with { MayHaveRemoved = true }), cancellation);
        var answer = await RevocationTargets.RevokeAsync(revoker, targets, cancellation);
        memory = memory with
        {
            IsOrdered = true,
            Removed = memory.Removed + answer.Removed,
            TokensLiveUntil = answer.TokensLiveUntil,
        };
        await outbox.NoteAsync(effect.Id, EffectRows.Write(memory), CancellationToken.None);
        return memory;
    }

    /// <summary>
    /// Nothing of the grant is listed. That counts as revoked only if something was removed: a list can be late, and the grant may be held
    /// under another account.
    /// </summary>
    private async Task ConcludeAsync(
        EscalationEffect effect,
        EffectClaim claim,
        ConsentRecord consent,
        RevocationMemory memory,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        if (memory.Removed > 0 || await WentWithAnotherAsync(effect, consent, cancellation))
        {
            await SettleAsync(effect, consent, memory, CancellationToken.None);
        }
        else if (memory.NothingFoundAt is not { } first)
        {
            var lag = options.Value.TimesOf(consent.Facts.Provider)?.ListingLag ?? LongestPause;
            memory = memory with { IsOrdered = false, NothingFoundAt = now };
            await outbox.PostponeAsync(claim, now + lag, NothingFound, EffectRows.Write(memory), CancellationToken.None);
        }
        else
        {
            LogNotRevoked(logger, consent.Key, consent.Facts.Provider.ToString());
            var note = new NoteOrder
            {
                Note = NoteKind.NothingFound,
                ConsentId = consent.Id,
                At = first,
                AgainAt = now,
                MayHaveRemoved = memory.MayHaveRemoved,
            };
            await EndAsync(effect, consent, EffectState.Failed, memory, NothingFound, note, CancellationToken.None);
        }
    }

    /// <summary>
    /// Another revocation of the incident removed the same grant: two consents of one person, or for everybody, are one grant at the
    /// provider.
    /// </summary>
    private async Task<bool> WentWithAnotherAsync(EscalationEffect effect, ConsentRecord consent, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var others = await (from other in db.Effects.AsNoTracking()
                            join its in db.Consents.AsNoTracking() on other.ConsentId equals its.Id
                            where other.IncidentId == effect.IncidentId && other.Kind == EffectKind.Revoke && other.Id != effect.Id
                                && other.State != EffectState.Failed && other.Result != null
                            select new { other, its }).ToListAsync(cancellation);
        var removed = others.Where(row => row.other.Remembered<RevocationMemory>().Removed > 0)
            .SelectMany(row => RevocationTargets.Of(row.its.Facts))
            .ToList();
        return RevocationTargets.Of(consent.Facts).All(target => removed.Exists(other => Covers(other, target)));
    }

    private static bool Covers(RevocationTarget removed, RevocationTarget target)
    {
        if (removed.Tenant != target.Tenant || removed.ClientId != target.ClientId || removed.ConsentType < target.ConsentType)
            return false;
        return target.ConsentType != ConsentType.Principal
            || (target.PersonExternalId is { } id && id == removed.PersonExternalId)
            || (target.PersonEmail is { } email && email == removed.PersonEmail);
    }

    private async Task SettleAsync(EscalationEffect effect, ConsentRecord consent, RevocationMemory memory, CancellationToken cancellation)
    {
        var note = new NoteOrder { Note = NoteKind.Revoked, ConsentId = consent.Id, Removed = memory.Removed, At = memory.TokensLiveUntil };
        await EndAsync(effect, consent, EffectState.Done, memory, null, note, cancellation);
    }

    private async Task FailAsync(EscalationEffect effect, ConsentRecord consent, string reason, CancellationToken cancellation)
    {
        LogNotRevoked(logger, consent.Key, consent.Facts.Provider.ToString());
        var note = new NoteOrder { Note = NoteKind.RevokeByHand, ConsentId = consent.Id, Reason = reason };
        await EndAsync(effect, consent, EffectState.Failed, null, reason, note, cancellation);
    }

    private async Task EndAsync(
        EscalationEffect effect,
        ConsentRecord consent,
        EffectState state,
        RevocationMemory? memory,
        string? error,
        NoteOrder note,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var key = EffectKeys.SlackNote(Round(effect) is > 1 and var round ? $"revocation-{round}" : "revocation", consent.Key);
        await database.ExecuteAsync(
            [
                EffectOutbox.Settling(effect.Id, state, memory is null ? null : EffectRows.Write(memory), error, now),
                EffectOutbox.Adding(
                    [EffectOutbox.New(key, EffectKind.SlackNote, effect.IncidentId, now, payload: EffectRows.Write(note))]
                ),
            ],
            cancellation
        );
        telemetry.Track(BusinessEvents.RevocationHasEnded(consent.Facts.Provider.ToString(), state, memory?.Removed ?? 0));
    }

    private async Task<IReadOnlyList<(EscalationEffect Effect, ConsentRecord Consent)>> ReadDueAsync(
        long incidentId,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await (from effect in db.Effects.AsNoTracking().WhereOpen()
                          join consent in db.Consents.AsNoTracking() on effect.ConsentId equals consent.Id
                          where effect.IncidentId == incidentId && effect.Kind == EffectKind.Revoke && effect.NextAttemptAt <= now
                          orderby effect.Id
                          select new { effect, consent }).Take(RowsATurn).ToListAsync(cancellation);
        return rows.ConvertAll(row => (row.effect, row.consent));
    }

    private static int Round(EscalationEffect effect) => effect.Ordered<RevocationOrder>()?.Round ?? 1;

    private static int Attempt(EscalationEffect effect, EffectClaim claim) =>
        claim.Attempt - (effect.Ordered<RevocationOrder>()?.AttemptsBefore ?? 0);

    private static TimeSpan Pause(int attempt) => GrowingPause.Of(attempt, FirstPause, LongestPause);

    [LoggerMessage(3331, LogLevel.Warning, "The grant of {Escalation} was not revoked at {Provider}: the thread says what to do by hand")]
    private static partial void LogNotRevoked(ILogger logger, string escalation, string provider);
}
