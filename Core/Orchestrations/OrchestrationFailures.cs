using Npgsql;

namespace OAuthAttest.Orchestrations;

/// <param name="InstanceId">Which one.</param>
/// <param name="Failures">How often it was found lost so far.</param>
public sealed record ClaimedOrchestration(string InstanceId, int Failures)
{
    /// <summary>It is restarted once more and then never again: after so many failures it needs a new version or a person.</summary>
    public bool IsLastTime => Failures >= OrchestrationFailures.MostFailures;
}

/// <summary>Counts lost orchestrations, and delays restarts, so that one that fails at once is not restarted every few minutes.</summary>
public sealed class OrchestrationFailures(NpgsqlDataSource source)
{
    /// <summary>With the pauses in between this takes about a day.</summary>
    public const int MostFailures = 26;

    /// <summary>SQL condition on a table <c>f</c>: the orchestration may be restarted now. For statements that find lost ones.</summary>
    internal static readonly string MayBeRevivedSql = $"(f.instance_id IS NULL OR (f.next_at <= @now AND f.failures < {MostFailures}))";

    // 5, 10, 20 and 40 minutes, then every hour.
    private static readonly string ClaimSql = $"""
        INSERT INTO orchestration_failures AS f (instance_id, kind, campaign_key, failures, revivals, found_at, next_at)
        SELECT id, kind, campaign, 1, 0, @now, @now + interval '5 minutes'
            FROM unnest(@ids, @kinds, @campaigns) AS lost (id, kind, campaign)
        ON CONFLICT (instance_id) DO UPDATE
           SET failures = f.failures + 1, found_at = @now, next_at = @now + LEAST(interval '1 hour', interval '5 minutes' * power(2,
               LEAST(f.failures, 10)))
         WHERE f.next_at <= @now AND f.failures < {MostFailures}
        RETURNING f.instance_id, f.failures
        """;

    /// <summary>Counts a failure for those that may be restarted now, and claims them: of two callers only one gets each.</summary>
    public async Task<IReadOnlyList<ClaimedOrchestration>> ClaimAsync(
        IReadOnlyCollection<LostOrchestration> lost,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = source.CreateCommand(ClaimSql);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        command.Parameters.AddWithValue("ids", lost.Select(one => one.InstanceId).ToArray());
        command.Parameters.AddWithValue("kinds", lost.Select(one => one.Kind.ToString()).ToArray());
        command.Parameters.AddWithValue("campaigns", lost.Select(one => one.Campaign).ToArray());
        var claimed = new List<ClaimedOrchestration>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            claimed.Add(new ClaimedOrchestration(reader.GetString(0), reader.GetInt32(1)));
        return claimed;
    }

    /// <summary>Records that they were restarted.</summary>
    public async Task RecordRevivedAsync(IReadOnlyCollection<string> instanceIds, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "UPDATE orchestration_failures SET revivals = revivals + 1 WHERE instance_id = ANY(@ids)"
        );
        command.Parameters.AddWithValue("ids", instanceIds.ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
