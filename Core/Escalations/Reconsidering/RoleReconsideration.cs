using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Reconsidering;

/// <summary>
/// Orders another decision about consents of the last day by people whom a roster lists since. The roster's version and its news are
/// committed before: a decision that did not see them concerns a consent that is found here. Doing it twice costs a decision and
/// changes nothing.
/// </summary>
public sealed class RoleReconsideration(NpgsqlDataSource source)
{
    /// <summary>How long before the roster's version a consent may have come in.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromHours(24);

    private const int MostNews = 1000;
    private const int MostConsents = 500;

    // What is left is taken at the next run, a minute later.
    private const int MostPages = 40;

    /// <summary>Handles what imports and readings of the roster have left.</summary>
    /// <returns>The consents that must be decided about again; committed.</returns>
    public async Task<IReadOnlyList<AcceptedConsent>> RunAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var reopened = new List<AcceptedConsent>();
        var (news, after) = (Array.Empty<long>(), 0L);
        for (var page = 0; page < MostPages; page++)
        {
            if (news.Length == 0)
                (news, after) = (await NewsAsync(cancellation), 0);
            if (news.Length == 0)
                break;
            var found = await ReopenAsync(news, after, now, cancellation);
            reopened.AddRange(found);
            if (found.Count < MostConsents)
                news = [];
            else
                after = found[^1].Id;
        }
        return reopened;
    }

    private async Task<long[]> NewsAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT id FROM roster_news ORDER BY id LIMIT $1");
        command.Parameters.Add(new NpgsqlParameter { Value = MostNews });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<long>();
        while (await reader.ReadAsync(cancellation))
            ids.Add(reader.GetInt64(0));
        return [.. ids];
    }

    private async Task<IReadOnlyList<AcceptedConsent>> ReopenAsync(
        long[] news,
        long after,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        var sources = await FindAsync(connection, news, after, cancellation);
        var reopened = await ReopenAsync(connection, [.. sources.Keys], now, cancellation);
        if (sources.Count < MostConsents)
            await ForgetAsync(connection, news, cancellation);
        if (reopened.Count > 0)
        {
            var entries = reopened.Select(consent => Evidence(consent, sources[consent.Id]));
            await AuditLog.AppendAsync(transaction, now, [.. entries], cancellation);
        }
        await transaction.CommitAsync(cancellation);
        return reopened;
    }

    private static async Task<Dictionary<long, string>> FindAsync(
        NpgsqlConnection connection,
        long[] news,
        long after,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(ReconsiderSql.Find, connection);
        command.Parameters.Add(new NpgsqlParameter("news", news));
        command.Parameters.Add(new NpgsqlParameter("after", after));
        command.Parameters.Add(new NpgsqlParameter("most", MostConsents));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<long, string>();
        while (await reader.ReadAsync(cancellation))
            found.Add(reader.GetInt64(0), reader.GetString(1));
        return found;
    }

    private static async Task<List<AcceptedConsent>> ReopenAsync(
        NpgsqlConnection connection,
        long[] consents,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (consents.Length == 0)
            return [];
        await using var command = new NpgsqlCommand(ReconsiderSql.Reopen, connection);
        command.Parameters.Add(new NpgsqlParameter("ids", consents));
        command.Parameters.Add(new NpgsqlParameter("now", NpgsqlDbType.TimestampTz) { Value = now.ToUniversalTime() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var reopened = new List<AcceptedConsent>();
        while (await reader.ReadAsync(cancellation))
            reopened.Add(new AcceptedConsent(reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2), IsNew: false, HasChanged: true));
        return reopened;
    }

    private static async Task ForgetAsync(NpgsqlConnection connection, long[] news, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("DELETE FROM roster_news WHERE id = ANY ($1)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = news });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static AuditEntry Evidence(AcceptedConsent consent, string roster) =>
        new(AuditKinds.ConsentReconsidered, $"consent/{consent.Key}", "system", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["because"] = "role-is-new",
            ["roster"] = roster,
            ["revision"] = consent.Revision,
        });
}
