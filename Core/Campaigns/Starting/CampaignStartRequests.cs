using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Starting;

/// <param name="Key">The campaign.</param>
/// <param name="RequestedBy"><c>timer</c>, or who the caller proved to be.</param>
/// <param name="Scheduled">True for a start by the timers.</param>
/// <param name="AcceptStale">Open although sources are stale.</param>
/// <param name="ResponseWindow">Replaces the configured one; null: the configured one.</param>
/// <param name="Now">The operation's instant.</param>
/// <param name="NamedRequester">Who asked for it, in the caller's word. Nothing proves it.</param>
public sealed record RequestCampaignStart(
    CampaignKey Key,
    string RequestedBy,
    bool Scheduled,
    bool AcceptStale,
    TimeSpan? ResponseWindow,
    DateTimeOffset Now,
    string? NamedRequester = null
);

/// <summary>The rows of <c>campaign_starts</c>: one per campaign key.</summary>
public sealed class CampaignStartRequests(NpgsqlDataSource source, IDbContextFactory<OAuthAttestDb> databases)
{
    /// <summary>A request that opened no campaign within this time is not retried; somebody has to request it again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task<CampaignStartRequest?> FindAsync(CampaignKey key, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.CampaignStarts.AsNoTracking().SingleOrDefaultAsync(start => start.Key == key, cancellation);
    }

    /// <summary>The requests of the last days that opened no campaign yet and were not ended.</summary>
    public async Task<IReadOnlyList<CampaignStartRequest>> FindUnopenedAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var oldest = now - Kept;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db
            .CampaignStarts.AsNoTracking()
            .Where(start =>
                start.EndedAt == null && start.RequestedAt >= oldest && !db.Campaigns.Any(campaign => campaign.Key == start.Key)
            )
            .OrderBy(start => start.RequestedAt)
            .Take(20)
            .ToListAsync(cancellation);
    }

    /// <summary>Adds the request if there is none with this key.</summary>
    /// <returns>False when the row already exists.</returns>
    public async Task<bool> AddAsync(RequestCampaignStart request, CancellationToken cancellation)
    {
        await using var command = Command(request, """
            INSERT INTO campaign_starts
                (key, requested_by, named_requester, scheduled, accept_stale, response_window, requested_at, tried_at)
            VALUES (@key, @by, @named, @scheduled, @stale, @window, @now, @now) ON CONFLICT (key) DO NOTHING
            """);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Replaces the request with this key, if the stored one was still last taken at <paramref name="triedAt"/>.</summary>
    /// <returns>False when another caller took it first.</returns>
    public async Task<bool> TakeOverAsync(RequestCampaignStart request, DateTimeOffset triedAt, CancellationToken cancellation)
    {
        await using var command = Command(request, """
            UPDATE campaign_starts
               SET requested_by = @by, named_requester = @named, scheduled = @scheduled, accept_stale = @stale,
                   response_window = @window, requested_at = @now, tried_at = @now, ended_at = NULL
             WHERE key = @key AND tried_at = @tried
            """);
        command.Parameters.AddWithValue("tried", triedAt.ToUniversalTime());
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Takes the stored request again, unchanged.</summary>
    /// <returns>False when another caller took it first.</returns>
    public async Task<bool> RetryAsync(CampaignStartRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "UPDATE campaign_starts SET tried_at = @now WHERE key = @key AND tried_at = @tried AND ended_at IS NULL"
        );
        command.Parameters.AddWithValue("key", request.Key.ToString());
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        command.Parameters.AddWithValue("tried", request.TriedAt.ToUniversalTime());
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Records the decision not to open the campaign: it is retried only when somebody requests it again.</summary>
    public async Task EndAsync(CampaignStartRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "UPDATE campaign_starts SET ended_at = @now WHERE key = @key AND tried_at = @tried AND ended_at IS NULL"
        );
        command.Parameters.AddWithValue("key", request.Key.ToString());
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        command.Parameters.AddWithValue("tried", request.TriedAt.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(RequestCampaignStart request, string sql)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue("key", request.Key.ToString());
        command.Parameters.AddWithValue("by", request.RequestedBy);
        command.Parameters.Add(new NpgsqlParameter<string?>("named", request.NamedRequester));
        command.Parameters.AddWithValue("scheduled", request.Scheduled);
        command.Parameters.AddWithValue("stale", request.AcceptStale);
        command.Parameters.Add(
            new NpgsqlParameter("window", NpgsqlDbType.Interval) { Value = request.ResponseWindow is { } window ? window : DBNull.Value }
        );
        command.Parameters.AddWithValue("now", request.Now.ToUniversalTime());
        return command;
    }
}
