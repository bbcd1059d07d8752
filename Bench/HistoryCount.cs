using Npgsql;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Storage;

namespace OAuthAttest.Bench;

/// <summary>The length of some orchestrations' histories in events, as <see cref="HistorySize"/> counts them.</summary>
internal static class HistoryCount
{
    private const int Most = 100;

    /// <param name="prefix">The start of the instances' ids.</param>
    /// <returns>The mean and the maximum, as text.</returns>
    public static async Task<string> OfAsync(string connectionString, string prefix, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var histories = new InstanceQueries(source);
        var events = new List<int>();
        foreach (var id in await IdsAsync(source, prefix, cancellation))
            events.Add(HistorySize.Of((await histories.HistoryAsync(id, cancellation))!).Events);
        return events.Count == 0 ? "none" : $"{events.Average():F1}, at most {events.Max()}";
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(NpgsqlDataSource source, string prefix, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT id FROM durable.instances WHERE starts_with(id, $1) ORDER BY id LIMIT $2");
        command.Parameters.AddWithValue(prefix);
        command.Parameters.AddWithValue(Most);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<string>();
        while (await rows.ReadAsync(cancellation))
            ids.Add(rows.GetString(0));
        return ids;
    }
}
