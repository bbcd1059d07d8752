using OAuthAttest.Grants.Import;

namespace OAuthAttest.Tests.Grants.Import;

/// <summary>All records and errors of a reader.</summary>
internal sealed record ReadRecords(
    IReadOnlyList<UserRecord> Users,
    IReadOnlyList<AppRecord> Apps,
    IReadOnlyList<GrantRecord> Grants,
    IReadOnlyList<string> Errors,
    Reading Reading
)
{
    public static async Task<ReadRecords> OfAsync(IInventoryReader reader)
    {
        var reading = new Reading(100);
        var records = new List<InventoryRecord>();
        await foreach (var record in reader.ReadAsync(reading, CancellationToken.None))
            records.Add(record);
        return new ReadRecords(
            [.. records.OfType<UserRecord>()],
            [.. records.OfType<AppRecord>()],
            [.. records.OfType<GrantRecord>()],
            [.. reading.Errors.Listed.Select(error => error.ToString())],
            reading
        );
    }
}
