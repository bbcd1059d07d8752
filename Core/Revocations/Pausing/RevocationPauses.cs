using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Revocations.Pausing;

/// <param name="By">A person's address, or who the caller proved to be.</param>
public sealed record PausedRevocations(DateTimeOffset Since, string By, string? Reason);

/// <summary>
/// Stops and resumes all revoking. It is read in the statement that claims each item, so that it stops before the next call: one that was
/// sent already cannot be taken back. Reading whether something is gone goes on.
/// </summary>
public sealed class RevocationPauses(NpgsqlDataSource database)
{
    private const string Subject = "revocations";

    /// <summary>Null: nothing is paused.</summary>
    public async Task<PausedRevocations?> FindAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT since, by, reason FROM revocation_pauses WHERE ended_at IS NULL");
        return (await command.ListAsync(
            row => new PausedRevocations(row.Instant(0), row.GetString(1), row.TextOrNull(2)), cancellation)).SingleOrDefault();
    }

    /// <returns>False: it was paused already, by somebody else or by this call's first delivery.</returns>
    public Task<bool> PauseAsync(string by, string? reason, DateTimeOffset now, CancellationToken cancellation) => ChangeAsync(
        Statements.Of($"""
            INSERT INTO revocation_pauses (since, by, reason) VALUES ({now}, {by}, {reason}) ON CONFLICT DO NOTHING
            """),
        new AuditEntry(AuditKinds.RevocationPaused, Subject, by, new Dictionary<string, object?> { ["reason"] = reason }),
        now,
        cancellation);

    /// <returns>False: nothing was paused.</returns>
    public Task<bool> ResumeAsync(string by, DateTimeOffset now, CancellationToken cancellation) => ChangeAsync(
        Statements.Of($"UPDATE revocation_pauses SET ended_at = {now}, ended_by = {by} WHERE ended_at IS NULL"),
        new AuditEntry(AuditKinds.RevocationResumed, Subject, by, new Dictionary<string, object?>()),
        now,
        cancellation);

    private async Task<bool> ChangeAsync(
        NpgsqlBatchCommand change, AuditEntry entry, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { change } })
        {
            if (await batch.ExecuteNonQueryAsync(cancellation) == 0)
                return false;
        }
        await AuditLog.AppendAndCommitAsync(transaction, now, [entry], cancellation);
        return true;
    }
}
