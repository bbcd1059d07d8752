using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Statements;

namespace OAuthAttest.Rosters;

/// <summary>
/// Reads a CSV file with the columns <c>email,provider,account_id,name,category,role</c>: an email address, or an account's id with its
/// provider, or both; the category is one of admin, finance, executive, custom.
/// </summary>
public sealed class CsvRosterReader(string path) : IRosterReader
{
    public string Kind => "csv";

    public async Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var file = new StatementFile(path, reading, [.. RosterRow.Columns]);
        var records = new Dictionary<RosterRecord, long>();
        await foreach (var row in file.ReadAsync(cancellation))
        {
            var before = reading.Errors.Count;
            var record = RosterRow.Parse(row.Values, row.Origin, reading.Errors);
            if (reading.Errors.Count == before && !records.TryAdd(record, row.Origin.Line))
                reading.Errors.Add(row.Origin, "", $"is there twice: first on line {records[record]}");
        }
        return [.. records.Keys];
    }
}
