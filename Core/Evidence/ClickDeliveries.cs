using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Evidence;

/// <summary>Tells the first delivery of a click from its repetitions, where no row of the click's own does.</summary>
internal static class ClickDeliveries
{
    /// <summary>
    /// Notes the click in the transaction that is open. False: it was noted before, and what became of it is in the audit log. A second
    /// delivery at the same
    /// time waits for the first one's commit.
    /// </summary>
    public static async Task<bool> AddAsync(OAuthAttestDb db, string deliveryKey, DateTimeOffset now, CancellationToken cancellation) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO click_deliveries (delivery_key, taken_at) VALUES ({deliveryKey}, {now.ToUniversalTime()})
            ON CONFLICT (delivery_key) DO NOTHING
            """,
            cancellation
        ) == 1;

    /// <summary>The same as a statement that changes a row, or none when the click was noted before.</summary>
    public static NpgsqlBatchCommand Adding(string deliveryKey, DateTimeOffset now) => Statements.Of($"""
        INSERT INTO click_deliveries (delivery_key, taken_at) VALUES ({deliveryKey}, {now}) ON CONFLICT (delivery_key) DO NOTHING
        """);
}
