using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Remediating;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>A step of a remediation, as it is written.</summary>
/// <param name="Statement">Changes the row, and returns it only if it stood as it was read.</param>
/// <param name="Kind">Of the entry of the audit log; null: none.</param>
internal sealed record RemediationStep(NpgsqlBatchCommand Statement, string? Kind, string Actor, Dictionary<string, object?> Data);

/// <summary>The rows of remediations.</summary>
internal sealed class RemediationRows(NpgsqlDataSource database, IDbContextFactory<OAuthAttestDb> contexts)
{
    public async Task<Remediation?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.ScopeRemediations.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation);
    }

    /// <summary>The change, with its actor and its target.</summary>
    public async Task<(Running.AuditedChange Row, ScopeChange Change)?> ChangeAsync(long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await db.ScopeChanges.AsNoTracking().SingleOrDefaultAsync(each => each.Id == id, cancellation);
        return row is null ? null : (row, Running.AuditDocuments.Change(row.Change));
    }

    /// <returns>False: the row did not stand as it was read any more, and nothing was written.</returns>
    public async Task<bool> WriteAsync(long id, RemediationStep step, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await WriteAsync(transaction, id, step, now, cancellation))
            return false;
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>The same, in a transaction that is open.</summary>
    public static async Task<bool> WriteAsync(
        NpgsqlTransaction transaction, long id, RemediationStep step, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(step.Statement);
        if (await batch.ExecuteScalarAsync(cancellation) is null)
            return false;
        if (step.Kind is { } kind)
            await AuditLog.AppendAsync(transaction, now, [new AuditEntry(kind, Subject(id), step.Actor, step.Data)], cancellation);
        return true;
    }

    public static string Subject(long id) => $"scope-remediation/{id}";
}
