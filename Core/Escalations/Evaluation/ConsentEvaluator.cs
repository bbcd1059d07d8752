using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// Decides about a consent: exit, or escalate into an incident. The decision, the incident, its first effects and the audit entry are
/// committed in one transaction; deciding again about the same revision changes nothing and returns the same result.
/// </summary>
public sealed class ConsentEvaluator(
    IDbContextFactory<OAuthAttestDb> databases,
    HighScopeRules rules,
    PrivilegedRoster roster,
    RemovalHistory removals,
    KnownApps apps,
    ScopeDictionary dictionary,
    IOptions<EscalationOptions> options,
    IBusinessTelemetry telemetry
)
{
    private const int MostAttempts = 20;

    // Whole seconds: an orchestration's shorter waits cost more than they save.
    private static readonly TimeSpan PrivilegedWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnclearWait = TimeSpan.FromSeconds(3);

    // In less time no answer is to be expected.
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(100);

    /// <exception cref="InvalidOperationException">There is no such consent.</exception>
    public async Task<ConsentEvaluation> DecideAsync(long consentId, DateTimeOffset now, CancellationToken cancellation) =>
        (await DecideAsync(consentId, now, claimsPage: false, cancellation)).Evaluation;

    /// <summary>
    /// The same. The page of an incident that it opens is claimed for a first attempt, which the caller makes at once.
    /// </summary>
    /// <returns>With it, the incident that this call opened; null: none.</returns>
    /// <exception cref="InvalidOperationException">There is no such consent.</exception>
    public Task<(ConsentEvaluation Evaluation, OpenedIncident? Opened)> DecideToPageAsync(
        long consentId,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => DecideAsync(consentId, now, claimsPage: true, cancellation);

    private async Task<(ConsentEvaluation Evaluation, OpenedIncident? Opened)> DecideAsync(
        long consentId,
        DateTimeOffset now,
        bool claimsPage,
        CancellationToken cancellation
    )
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            try
            {
                if (await TryDecideAsync(consentId, now, claimsPage, cancellation) is { } decided)
                    return decided;
            }
            catch (Exception race) when (attempt < MostAttempts && IsRace(race))
            {
                // Another process committed a conflicting change first: read again what it left.
            }
        }
        throw new InvalidOperationException($"Consent {consentId} changed under each of {MostAttempts} decisions.");
    }

    /// <returns>Null: the consent changed meanwhile.</returns>
    private async Task<(ConsentEvaluation Evaluation, OpenedIncident? Opened)?> TryDecideAsync(
        long consentId,
        DateTimeOffset now,
        bool claimsPage,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (consent, decided) = await ReadAsync(db, consentId, cancellation);
        var transaction = new DecisionTransaction(db, options.Value.StormWindow);
        if (await transaction.FindAsync(consent, decided, cancellation) is { } known)
            return (known, null);
        // Queried before the transaction: a failed statement would abort it, and a second connection inside it could exhaust the pool.
        var decision = await ConsiderAsync(consent, decided, now, cancellation);
        if (decided is null && WaitsUntil(decision) is { } until && now < until)
            return (new ConsentEvaluation(decision.Verdict, null, null, false, until), null);
        if (await transaction.CommitAsync(decision, claimsPage, cancellation) is not { } evaluation)
            return null;
        if (transaction.HasDecided && consent.Source != ConsentSource.Drill)
        {
            telemetry.Track(decision.Told(evaluation.Verdict));
        }

        return (evaluation, transaction.Opened);
    }

    private static async Task<(ConsentRecord Consent, Escalation? Decided)> ReadAsync(
        OAuthAttestDb db,
        long consentId,
        CancellationToken cancellation
    )
    {
        var rows = from consent in db.Consents.AsNoTracking()
                   join escalation in db.Escalations.AsNoTracking() on consent.Id equals escalation.ConsentId into escalations
                   from escalation in escalations.DefaultIfEmpty()
                   where consent.Id == consentId
                   select new { consent, escalation };
        var row = await rows.SingleOrDefaultAsync(cancellation) ?? throw new InvalidOperationException($"There is no consent {consentId}.");
        return (row.consent, row.escalation);
    }

    private async Task<Decision> ConsiderAsync(
        ConsentRecord consent,
        Escalation? before,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (consent.Source == ConsentSource.Drill)
            return DrillDecision.Of(consent, dictionary.Version, now);
        var isFound = KnownApps.IsIncomplete(consent.Facts) && await CompleteAsync(consent, cancellation);
        var privilege = await new ConsentPrivileges(roster).FindAsync(consent.Facts, now, cancellation);
        var decision = new Decision(consent, rules.Evaluate(consent), privilege, null, dictionary.Version, now)
        {
            UnknownPerson = options.Value.UnknownPerson,
            AppFrom = isFound ? AppOrigin.Inventory : AppOrigin.Event,
            Before = before,
        };
        if (await AskAsync(decision, now, cancellation))
            decision = decision with { Scopes = rules.Evaluate(consent), AppFrom = AppOrigin.Provider };
        return decision.Verdict == EscalationVerdict.Escalate
            ? decision with { Removals = await removals.FindAsync(consent, now, cancellation) }
            : decision;
    }

    private async Task<bool> CompleteAsync(ConsentRecord consent, CancellationToken cancellation)
    {
        if (await apps.FindAsync(consent.Facts.Provider, consent.Facts.App, cancellation) is not { } app)
            return false;
        consent.Facts = consent.Facts with { App = app };
        return true;
    }

    /// <summary>
    /// The provider is asked for the app only where somebody is going to be told of it, and only in the time that the decision would wait
    /// anyway where privilege is clear: so no page is later for it.
    /// </summary>
    private async Task<bool> AskAsync(Decision decision, DateTimeOffset now, CancellationToken cancellation)
    {
        var consent = decision.Consent;
        if (decision.Verdict != EscalationVerdict.Escalate || !KnownApps.IsIncomplete(consent.Facts))
            return false;
        var patience = consent.ReceivedAt + PrivilegedWait - now;
        if (patience < LeastPatience)
            return false;
        if (await apps.AskAsync(consent.Facts.Provider, consent.Facts.App, patience, cancellation) is not { } app)
            return false;
        consent.Facts = consent.Facts with { App = app };
        return true;
    }

    /// <summary>
    /// The record that names the app is written with the one that does not, and comes within moments or much later: a page waits for the
    /// first only. An exit waits for nothing, because it is decided again.
    /// </summary>
    private static DateTimeOffset? WaitsUntil(Decision decision)
    {
        if (decision.Verdict != EscalationVerdict.Escalate || !KnownApps.IsIncomplete(decision.Consent.Facts))
            return null;
        return decision.Consent.ReceivedAt + (decision.Roster.Privilege == Privilege.Privileged ? PrivilegedWait : UnclearWait);
    }

    private static bool IsRace(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException)?.SqlState
            is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation;
}
