using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Evidence;

/// <summary>
/// Appends to the audit log. The chain has one head row, locked from the append to the commit, so the sequence has no gap
/// and no fork: append last, right before the commit, and never call an outside service in between.
/// </summary>
public static class AuditLog
{
    /// <summary>Appends in the transaction that is open on <paramref name="db"/>, so that the change and its entries are one commit.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public static async Task AppendAsync(OAuthAttestDb db, DateTimeOffset now, IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        var transaction = (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Audit entries are appended inside the transaction of the change they tell of.");
        await AppendAsync(transaction, now, entries, cancellation);
    }

    /// <inheritdoc cref="AppendAsync(OAuthAttestDb, DateTimeOffset, IReadOnlyList{AuditEntry}, CancellationToken)"/>
    public static async Task AppendAsync(NpgsqlTransaction transaction, DateTimeOffset now, IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        if (entries.Count == 0)
            return;
        await using var command = new NpgsqlCommand("SELECT append_audit_events(@at, @kinds, @subjects, @actors, @data, @before, @after)", transaction.Connection, transaction);
        var prepared = entries.Select(entry => AuditChain.Prepare(now, entry)).ToList();
        command.Parameters.Add(new("at", NpgsqlDbType.TimestampTz) { Value = prepared[0].At.UtcDateTime });
        Add(command, "kinds", prepared.ConvertAll(entry => entry.Kind));
        Add(command, "subjects", prepared.ConvertAll(entry => entry.Subject));
        Add(command, "actors", prepared.ConvertAll(entry => entry.Actor));
        Add(command, "data", prepared.ConvertAll(entry => entry.Data));
        Add(command, "before", prepared.ConvertAll(entry => entry.BeforeSequence));
        Add(command, "after", prepared.ConvertAll(entry => entry.AfterSequence));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static void Add(NpgsqlCommand command, string name, List<string> values) =>
        command.Parameters.Add(new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = values });
}
