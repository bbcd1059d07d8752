using System.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// Decides about the consents of known standard users while they are accepted: most consents are theirs, and none needs more than the
/// roster. Whatever could turn out otherwise is left to <see cref="ConsentEvaluator"/>, which would decide the same about these too: what
/// the consent itself proves, apps, grants for others, an app that is still to be named, drills, and everybody who is not known to be a
/// standard user. One caller at a time.
/// </summary>
public sealed partial class EarlyExits(
    HighScopeRules rules,
    PrivilegedRoster roster,
    ScopeDictionary dictionary,
    IOptions<EscalationOptions> options,
    ILogger<EarlyExits> logger
) : IEarlyDecisions
{
    // The senders wait for the commit behind it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private DateTimeOffset notBefore;

    public async Task<EarlyDecisions> FindAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ConsentRecord> consents,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(consents);
        var candidates = Enumerable.Range(0, consents.Count).Where(i => IsCandidate(consents[i])).ToList();
        if (candidates.Count == 0 || now < notBefore)
            return EarlyDecisions.None(consents.Count);
        try
        {
            var people = candidates.ConvertAll(i => consents[i].Facts);
            var found = await roster.FindAsync(connection, people, now, Patience, cancellation);
            var each = new EarlyDecision?[consents.Count];
            for (var i = 0; i < candidates.Count; i++)
                each[candidates[i]] = Decide(consents[candidates[i]], found.Each[i], now);
            return new EarlyDecisions(found.Version, RosterSql.Version, each);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && connection.State == ConnectionState.Open)
        {
            // A consent is accepted whether or not it can be decided about at once.
            notBefore = now + AfterFailure;
            LogNotDecided(logger, candidates.Count, failure.GetType().Name, AfterFailure);
            return EarlyDecisions.None(consents.Count);
        }
    }

    private static bool IsCandidate(ConsentRecord consent) =>
        consent.Source != ConsentSource.Drill
        && consent.Facts is { Who: { Kind: ActorKind.Person }, ProvesAdministrator: false }
        && !consent.Facts.OtherPrincipals.Any()
        && !KnownApps.IsIncomplete(consent.Facts);

    private EarlyDecision? Decide(ConsentRecord consent, RosterFinding person, DateTimeOffset now)
    {
        if (person.Privilege != Privilege.Standard)
            return null;
        var privileges = new ConsentPrivilege(person, Principal: null, OnBehalfOf: null);
        var decision = new Decision(consent, rules.Evaluate(consent), privileges, Removals: null, dictionary.Version, now)
        {
            UnknownPerson = options.Value.UnknownPerson,
        };
        if (decision.Verdict != EscalationVerdict.Exit)
            return null;
        var escalation = decision.ToEscalation();
        var entry = DecisionEvidence.Of(decision, escalation, incident: null, opensIncident: false, followUp: null);
        return new EarlyDecision(escalation, entry, decision.Told(decision.Verdict));
    }

    [LoggerMessage(
        5103,
        LogLevel.Warning,
        "{Count} consents could not be decided about with their acceptance ({ErrorType}): orchestrations do, for the next {Pause}"
    )]
    private static partial void LogNotDecided(ILogger logger, int count, string errorType, TimeSpan pause);
}
