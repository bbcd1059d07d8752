using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>Decides about those of a group's consents that certainly exit, so that they are decided with their acceptance.</summary>
public interface IEarlyDecisions
{
    /// <param name="connection">Open, without a transaction.</param>
    /// <param name="consents">As they would be inserted; they have no ids yet.</param>
    /// <exception cref="NpgsqlException">The connection cannot be used any more.</exception>
    public Task<EarlyDecisions> FindAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ConsentRecord> consents,
        DateTimeOffset now,
        CancellationToken cancellation
    );
}

/// <param name="RosterVersion">The state of the roster that they rest on.</param>
/// <param name="RosterVersionSql">A query of the state: a decision counts only if it is the same when it is written.</param>
/// <param name="Each">In the order of the consents; null: an orchestration has to decide.</param>
public sealed record EarlyDecisions(string RosterVersion, string RosterVersionSql, IReadOnlyList<EarlyDecision?> Each)
{
    public static EarlyDecisions None(int consents) => new("", "SELECT ''", new EarlyDecision?[consents]);
}

/// <summary>What is written for one decision, and tracked after the commit.</summary>
public sealed record EarlyDecision(Escalation Row, AuditEntry Entry, BusinessEvent Told);
