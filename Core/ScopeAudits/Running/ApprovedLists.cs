using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Running;

/// <param name="Entry">Of the file.</param>
public sealed record EndedApproval(long Id, string Entry, DateTimeOffset Expires);

/// <summary>What is approved: the entries of the file, and those that were approved in Slack.</summary>
public sealed class ApprovedLists(IDbContextFactory<OAuthAttestDb> databases, IOptions<ScopeAuditOptions> options)
{
    /// <param name="at">
    /// What was approved later does not count: all parts of an audit are judged by one list, however long it takes. What had ended by
    /// then is there too, so that a change can be said to have been approved once.
    /// </param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <exception cref="InvalidDataException">The file is no approved list.</exception>
    public Task<ApprovedScopes> ReadAsync(DateTimeOffset at, CancellationToken cancellation) =>
        WithApprovedAsync(options.Value.ApprovedFile is { } path ? ApprovedScopes.Load(path) : ApprovedScopes.None, at, cancellation);

    /// <summary>A file that cannot be read approves nothing, and why is told.</summary>
    /// <inheritdoc cref="ReadAsync" path="/param"/>
    public async Task<(ApprovedScopes List, string? Problem)> TryReadAsync(DateTimeOffset at, CancellationToken cancellation)
    {
        try
        {
            return (await ReadAsync(at, cancellation), null);
        }
        catch (InvalidDataException wrong)
        {
            return (await WithApprovedAsync(ApprovedScopes.None, at, cancellation), $"the approved list cannot be read: {wrong.Message}");
        }
    }

    /// <summary>Approvals that an entry of the file with their id ends before their own end; empty where the file cannot be read.</summary>
    public async Task<IReadOnlyList<EndedApproval>> EndedEarlyAsync(CancellationToken cancellation)
    {
        ApprovedScopes file;
        try
        {
            file = options.Value.ApprovedFile is { } path ? ApprovedScopes.Load(path) : ApprovedScopes.None;
        }
        catch (InvalidDataException)
        {
            return [];
        }
        if (file.Entries.Count == 0)
            return [];
        var ends = file.Entries.ToDictionary(entry => entry.Id, entry => entry.Expires, StringComparer.Ordinal);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var approved = await db.ScopeApprovals.AsNoTracking().Where(each => each.State == ScopeApprovalState.Approved)
            .Join(db.ScopeChanges, each => each.ChangeId, change => change.Id, (each, change) => new { Approval = each, change.Change })
            .OrderBy(each => each.Approval.Id).ToListAsync(cancellation);
        return
        [
            .. from each in approved
               from entry in each.Approval.Entries(AuditDocuments.Change(each.Change))
               where ends.TryGetValue(entry.Id, out var end) && end < entry.Expires
               select new EndedApproval(each.Approval.Id, entry.Id, ends[entry.Id]),
        ];
    }

    private async Task<ApprovedScopes> WithApprovedAsync(ApprovedScopes file, DateTimeOffset at, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var approved = await db.ScopeApprovals.AsNoTracking()
            .Where(each => (each.State == ScopeApprovalState.Approved || each.State == ScopeApprovalState.Expired) && each.DecidedAt <= at)
            .Join(db.ScopeChanges, each => each.ChangeId, change => change.Id, (each, change) => new { Approval = each, change.Change })
            .OrderBy(each => each.Approval.Id).ToListAsync(cancellation);
        return file.With([.. approved.SelectMany(each => each.Approval.Entries(AuditDocuments.Change(each.Change)))]);
    }
}
