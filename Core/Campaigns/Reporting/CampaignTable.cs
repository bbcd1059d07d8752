using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>A table about one campaign, in the order of an id: read page by page, or written as CSV row by row.</summary>
/// <param name="sql">Reads the rows of <c>@campaign</c> behind <c>@after</c>, at most <c>@most</c> (null: all).</param>
internal sealed class CampaignTable<TRow>(
    string sql,
    Func<NpgsqlDataReader, TRow> read,
    Func<TRow, long> id,
    IReadOnlyList<string> columns,
    Func<TRow, string?[]> cells
)
{
    private const int MostRows = 1000;

    /// <summary>One page of at most 1000 rows, and the id to go on after, which is null on the last page.</summary>
    /// <returns>Null when there is no such campaign.</returns>
    public async Task<(IReadOnlyList<TRow> Rows, long? Next)?> PageAsync(
        NpgsqlDataSource source, CampaignKey key, long after, int take, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (await FindAsync(connection, key, cancellation) is not { } campaign)
            return null;
        var size = Math.Clamp(take, 1, MostRows);
        var rows = await FirstAsync(connection, campaign, after, size, cancellation);
        return (rows, rows.Count == size ? id(rows[^1]) : null);
    }

    /// <summary>Writes all of it as CSV.</summary>
    /// <returns>False when there is no such campaign; then nothing was written.</returns>
    public async Task<bool> StreamCsvAsync(NpgsqlDataSource source, CampaignKey key, Stream target, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (await FindAsync(connection, key, cancellation) is not { } campaign)
            return false;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        await using var csv = new CsvTable(target);
        await csv.WriteAsync(columns, cancellation);
        await foreach (var row in RowsAsync(connection, campaign, 0, null, cancellation))
            await csv.WriteAsync(cells(row), cancellation);
        return true;
    }

    /// <summary>The first rows behind an id.</summary>
    public async Task<IReadOnlyList<TRow>> FirstAsync(
        NpgsqlConnection connection, long campaignId, long after, int take, CancellationToken cancellation)
    {
        var rows = new List<TRow>();
        await foreach (var row in RowsAsync(connection, campaignId, after, take, cancellation))
            rows.Add(row);
        return rows;
    }

    private async IAsyncEnumerable<TRow> RowsAsync(
        NpgsqlConnection connection, long campaignId, long after, int? take, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("most", NpgsqlDbType.Bigint, take is { } most ? (long)most : DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            yield return read(reader);
    }

    private static async Task<long?> FindAsync(NpgsqlConnection connection, CampaignKey key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT id FROM campaigns WHERE key = @key", connection);
        command.Parameters.AddWithValue("key", key.ToString());
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }
}
