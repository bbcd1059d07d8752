using Npgsql;

namespace OAuthAttest.Evidence;

/// <summary>
/// Keeps the head of the audit log outside the database, after comparing the log with all that are kept there. Only the entries that were
/// heads are read, so it is cheap; <see cref="AuditVerification"/> reads them all.
/// </summary>
public sealed class HeadKeeping(HeadArchive archive, NpgsqlDataSource source, TimeProvider clock)
{
    public bool IsConfigured => archive.IsConfigured;

    /// <returns>The head that stands in the archive now; null while the log has no entry.</returns>
    /// <exception cref="AuditLogChangedException">
    /// The log is not the one whose heads are kept. Nothing is added to the archive then.
    /// </exception>
    /// <exception cref="IOException">What is kept could not be read.</exception>
    /// <exception cref="Azure.RequestFailedException">The storage did not take the new head.</exception>
    public async Task<ChainHead?> RunAsync(CancellationToken cancellation)
    {
        var kept = await archive.ReadAsync(cancellation);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (await FirstOtherAsync(connection, kept, cancellation) is { } other)
            throw new AuditLogChangedException(other);
        var now = await AuditLog.HeadAsync(connection, cancellation);
        if (now.Sequence == 0)
            return null;
        await archive.KeepAsync(now, clock.GetUtcNow(), cancellation);
        return now;
    }

    private static async Task<long?> FirstOtherAsync(NpgsqlConnection connection, List<ChainHead> kept, CancellationToken cancellation)
    {
        const string sql = """
            SELECT min(k.sequence) FROM unnest($1, $2) AS k(sequence, hash)
            LEFT JOIN audit_events e ON e.sequence = k.sequence
            WHERE e.sequence IS NULL OR NOT starts_with(encode(e.hash, 'hex'), k.hash)
            """;
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                new() { Value = kept.Select(head => head.Sequence).ToArray() },
                new() { Value = kept.Select(head => head.Hash).ToArray() },
            },
        };
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }
}

/// <summary>An entry of the audit log is missing, or is another one than was kept outside the database.</summary>
public sealed class AuditLogChangedException : Exception
{
    public AuditLogChangedException(long sequence)
        : base($"Entry {sequence} of the audit log is not the one whose head was kept: entries were removed or rewritten.") =>
        Sequence = sequence;

    public AuditLogChangedException() { }

    public AuditLogChangedException(string message)
        : base(message) { }

    public AuditLogChangedException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>The first entry that differs.</summary>
    public long Sequence { get; }
}
