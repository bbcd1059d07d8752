using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Grants.Import;

/// <summary>Where a source stands in its life.</summary>
public enum SourceStanding
{
    /// <summary>Its newest reading succeeded.</summary>
    Read = 1,

    /// <summary>Its newest reading failed: what is stored is of an older one.</summary>
    Failed = 2,

    /// <summary>No reading ever succeeded.</summary>
    NeverRead = 3,

    /// <summary>A person retired it: it is not expected to be read any more.</summary>
    Retired = 4,
}

/// <param name="AddedAt">When it was first heard of; null: before this was recorded.</param>
/// <param name="ActiveGrants">Its grants in the population.</param>
/// <param name="RetiredGrants">Grants that left the population with it.</param>
public record SourceLife(
    string Name,
    string Provider,
    SourceStanding Standing,
    DateTimeOffset? AddedAt,
    DateTimeOffset? LastSucceededAt,
    DateTimeOffset? LastFailedAt,
    string? LastFailure,
    long ActiveGrants,
    long RetiredGrants,
    DateTimeOffset? RetiredAt,
    string? RetiredBy,
    string? RetiredReason
);

/// <summary>Lists the inventory's sources.</summary>
public sealed class InventorySources(NpgsqlDataSource source)
{
    // Grants have no index on their source, so they are only counted where a source was retired.
    private const string ListSql = """
        SELECT s.name, s.provider,
            CASE WHEN s.retired_at IS NOT NULL THEN 'Retired' WHEN s.last_succeeded_at IS NULL THEN 'NeverRead'
                WHEN s.last_failed_at > s.last_succeeded_at THEN 'Failed' ELSE 'Read' END,
            s.added_at, s.last_succeeded_at, s.last_failed_at, s.last_failure, s.active_grants,
            CASE WHEN s.retired_at IS NULL THEN 0
                ELSE (SELECT count(*) FROM grants g WHERE g.source = s.name AND g.status = 'Retired') END,
            s.retired_at, s.retired_by, s.retired_reason
        FROM inventory_sources s ORDER BY s.name
        """;

    public async Task<IReadOnlyList<SourceLife>> ListAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(ListSql);
        var sources = new List<SourceLife>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            sources.Add(new SourceLife(
                reader.GetString(0), reader.GetString(1), reader.Named<SourceStanding>(2), reader.InstantOrNull(3), reader.InstantOrNull(4),
                reader.InstantOrNull(5), reader.TextOrNull(6), reader.GetInt64(7), reader.GetInt64(8), reader.InstantOrNull(9),
                reader.TextOrNull(10), reader.TextOrNull(11)));
        }
        return sources;
    }
}
