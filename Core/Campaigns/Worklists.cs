using Npgsql;
using OAuthAttest.Revocations;

namespace OAuthAttest.Campaigns;

public sealed record WorklistRow(
    long GrantId, WorklistReason Reason, string Provider, string App, string AppId, string? Account, string? OwnerEmail, string ConsentType, string Risk,
    IReadOnlyList<string> Scopes, string? AnsweredBy, DateTimeOffset? AnsweredAt, string? AnswerReason, DateTimeOffset CreatedAt);

/// <param name="Digest">Of the whole list, lower-case hex; null while there is none.</param>
/// <param name="NextAfterGrantId">Null on the last page.</param>
public sealed record WorklistPage(CampaignKey Campaign, WorklistState State, string? Digest, IReadOnlyList<WorklistRow> Rows, long? NextAfterGrantId);

/// <summary>Reads a campaign's revoke worklist, in the order of its digest.</summary>
public sealed class Worklists(NpgsqlDataSource source)
{
    /// <summary>One page, at most 1000 rows; null: no such campaign.</summary>
    public Task<WorklistPage?> PageAsync(CampaignKey key, long afterGrantId, int take, CancellationToken cancellation) => throw new NotSupportedException(source.ToString());

    /// <summary>Writes the whole list as CSV (UTF-8, RFC 4180), row by row; cells that a spreadsheet would run as a formula are neutralised.</summary>
    /// <returns>False: no such campaign, nothing was written.</returns>
    public Task<bool> StreamCsvAsync(CampaignKey key, Stream target, CancellationToken cancellation) => throw new NotSupportedException(source.ToString());
}
