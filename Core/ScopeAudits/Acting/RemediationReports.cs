using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Remediating;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>A remediation in a list.</summary>
public sealed record RemediationSummary(
    long Id,
    long ChangeId,
    RemediationKind Kind,
    string Account,
    string Region,
    RemediationState State,
    string? RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? LapsesAt,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    DateTimeOffset? DoneAt,
    DateTimeOffset? ConfirmedAt,
    string? UndoBy,
    DateTimeOffset? UndoAt,
    string? Problem
);

/// <param name="Digest">Of the plan and the state before, lower-case hex: what is approved.</param>
/// <param name="Plan">What would be called, and what that means; null before the dry run.</param>
/// <param name="Before">The state before, from which it can be put back.</param>
/// <param name="Change">The change that it is about.</param>
public sealed record RemediationDetails(
    RemediationSummary Remediation, string? Digest, JsonElement Parameters, JsonElement? Plan, JsonElement? Before, JsonElement Change);

/// <summary>Reads remediations for the API.</summary>
public sealed class RemediationReports(IDbContextFactory<OAuthAttestDb> contexts)
{
    private const int Newest = 100;

    /// <summary>The newest hundred.</summary>
    public async Task<IReadOnlyList<RemediationSummary>> ListAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var rows = await db.ScopeRemediations.AsNoTracking().OrderByDescending(row => row.Id).Take(Newest).ToListAsync(cancellation);
        return rows.ConvertAll(Summary);
    }

    /// <summary>Null: there is none.</summary>
    public async Task<RemediationDetails?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await db.ScopeRemediations.AsNoTracking().SingleOrDefaultAsync(each => each.Id == id, cancellation);
        if (row is null)
            return null;
        var change = await db.ScopeChanges.Where(each => each.Id == row.ChangeId).Select(each => each.Change).SingleAsync(cancellation);
        return new RemediationDetails(
            Summary(row), row.Digest is { } digest ? Convert.ToHexStringLower(digest) : null, JsonElement.Parse(row.Parameters),
            row.Plan is { } plan ? JsonElement.Parse(plan) : null, row.Before is { } before ? JsonElement.Parse(before) : null,
            JsonElement.Parse(change));
    }

    private static RemediationSummary Summary(Remediation row) => new(
        row.Id, row.ChangeId, row.Kind, row.Account, row.Region, row.State, row.RequestedBy, row.RequestedAt, row.LapsesAt, row.DecidedBy,
        row.DecidedAt, row.DoneAt, row.ConfirmedAt, row.UndoBy, row.UndoAt, row.Problem);
}
