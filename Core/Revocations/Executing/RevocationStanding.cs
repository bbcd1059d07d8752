using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.Pausing;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Revocations.Executing;

/// <param name="Paused">Null: nothing is paused.</param>
/// <param name="OpenTokens">When the last access token of what is absent has expired; null: none is open.</param>
/// <param name="Campaigns">One for each campaign, provider and state that has items.</param>
public sealed record RevocationStatus(
    RevocationMode Mode, PausedRevocations? Paused, DateTimeOffset? OpenTokens, IReadOnlyList<RevocationCount> Campaigns);

/// <param name="NextAt">When the next of these items is due; null: none is.</param>
public sealed record RevocationCount(string Campaign, string Provider, RevocationState State, long Items, DateTimeOffset? NextAt);

/// <summary>Reads how far the worklists are.</summary>
public sealed class RevocationStanding(NpgsqlDataSource database, RevocationPauses pauses, IOptions<RevocationOptions> options)
{
    private const string Sql = """
        SELECT c.key, w.provider, w.state, count(*), min(w.next_at), max(w.tokens_until) FILTER (WHERE w.state = 'Absent')
        FROM revocation_worklist w JOIN campaigns c ON c.id = w.campaign_id
        GROUP BY c.key, w.provider, w.state ORDER BY c.key, w.provider, w.state
        """;

    public async Task<RevocationStatus> ReadAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql);
        var rows = await command.ListAsync(
            row => (
                Count: new RevocationCount(
                    row.GetString(0), row.GetString(1), row.Named<RevocationState>(2), row.GetInt64(3), row.InstantOrNull(4)),
                Tokens: row.InstantOrNull(5)),
            cancellation);
        return new RevocationStatus(
            options.Value.Mode, await pauses.FindAsync(cancellation), rows.Max(row => row.Tokens), [.. rows.Select(row => row.Count)]);
    }
}
