using System.Data;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Campaigns.Opening;

/// <param name="Key">The campaign's business key; a second call with the same key returns the existing campaign.</param>
/// <param name="RequestedBy"><c>timer</c>, or who the caller proved to be.</param>
/// <param name="Policy">Frozen with the campaign.</param>
/// <param name="DictionaryVersion">The scope dictionary in force.</param>
/// <param name="Now">The opening; every deadline is counted from it.</param>
/// <param name="AcceptStale">Opens although sources are stale; those are reported as not evaluated.</param>
/// <param name="NamedRequester">Who asked for it, in the caller's word. Nothing proves it.</param>
public sealed record OpenCampaign(
    CampaignKey Key,
    string RequestedBy,
    CampaignPolicy Policy,
    string DictionaryVersion,
    DateTimeOffset Now,
    bool AcceptStale,
    string? NamedRequester = null
);

/// <param name="State">Open, unless the campaign already existed and is in a later state.</param>
/// <param name="ShardCount">Shards are numbered from 1.</param>
/// <param name="PopulationDigest">Lower-case hex.</param>
/// <param name="AlreadyOpen">True when the campaign existed before this call.</param>
public sealed record OpenedCampaign(
    long CampaignId,
    CampaignKey Key,
    CampaignState State,
    DateTimeOffset OpenedAt,
    DateTimeOffset ClosesAt,
    int ShardCount,
    int ParticipantCount,
    long GrantCount,
    string PopulationDigest,
    bool AlreadyOpen
);

/// <summary>Sources became stale between the inventory gate and the opening: nothing was opened.</summary>
public sealed class InventoryNotFreshException(IReadOnlyList<StaleSource> sources)
    : Exception($"The inventory is not fresh: {string.Join(", ", sources.Select(source => $"{source.Name} ({source.Problem})"))}.")
{
    public IReadOnlyList<StaleSource> Sources { get; } = sources;
}

/// <summary>The filter names what the inventory does not know: nothing was opened.</summary>
public sealed class UnknownFilterValueException(IReadOnlyList<string> problems) : Exception(string.Join(" ", problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>Opens a campaign: freezes who is asked about which grant, in one transaction, directly from the grants table.</summary>
public sealed class CampaignOpening(NpgsqlDataSource source, IBusinessTelemetry telemetry)
{
    /// <exception cref="InventoryNotFreshException">A source is stale and the caller does not accept it.</exception>
    /// <exception cref="UnknownFilterValueException">The filter names what the inventory does not know.</exception>
    public async Task<OpenedCampaign> OpenAsync(OpenCampaign open, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        // It waits for another opening of the same key, and for imports.
        await LongWork.BeginAsync(connection, cancellation);
        var stale = await StaleSources.ReadAsync(connection, open.Now, open.Policy.MaxInventoryAge, cancellation);
        var closed = await PreviousReviews.ClosedAsync(connection, cancellation);
        // The key is inserted first: a second caller waits here for the first one's commit and then finds that campaign.
        if (await CampaignRowWriter.AddAsync(connection, open, closed, cancellation) is not { } id)
            return await FindAsync(connection, open.Key, cancellation);
        if (stale.Count > 0 && !open.AcceptStale)
            throw new InventoryNotFreshException(stale);
        var named = await PolicyValues.ResolveAsync(connection, open.Policy, open.Now, cancellation);
        if (named.UnknownInFilter.Count > 0)
            throw new UnknownFilterValueException(named.UnknownInFilter);

        var tables = SnapshotTables.Of(id);
        var snapshot = new CampaignSnapshot(connection, new SnapshotPlan(id, named.Policy, open.Now, closed, tables, "campaign_items"));
        await CampaignSnapshot.HoldInventoryAsync(connection, cancellation);
        await BulkWork.BeginAsync(connection, await CampaignSnapshot.ExpectedGrantsAsync(connection, cancellation), cancellation);
        await snapshot.FreezeItemsAsync(cancellation);
        var numbers = await snapshot.FreezePeopleAndAppsAsync(cancellation);
        var digest = await snapshot.DigestAsync(cancellation);
        var inventory = await snapshot.CountInventoryAsync(cancellation);
        await CampaignRowWriter.CompleteAsync(connection, id, numbers, inventory, digest, cancellation);
        await tables.DropAsync(connection, cancellation);
        // Attached last, because it locks the table from which answers of other campaigns are read.
        await CampaignSnapshot.AttachItemsAsync(connection, id, cancellation);
        await AuditLog.AppendAsync(transaction, open.Now, [Entry(open, numbers, inventory, digest, stale)], cancellation);
        await transaction.CommitAsync(cancellation);
        telemetry.Track(BusinessEvents.CampaignOpened(open.Key.ToString(), numbers.Grants, numbers.Participants, numbers.Shards));
        return new OpenedCampaign(
            id,
            open.Key,
            CampaignState.Open,
            open.Now,
            open.Now + open.Policy.ResponseWindow,
            numbers.Shards,
            numbers.Participants,
            numbers.Grants,
            Convert.ToHexStringLower(digest),
            AlreadyOpen: false
        );
    }

    private static async Task<OpenedCampaign> FindAsync(NpgsqlConnection connection, CampaignKey key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            SELECT id, state, opened_at, closes_at, shard_count, participant_count, grant_count, encode(population_digest, 'hex')
                FROM campaigns WHERE key = @key
            """, connection);
        command.Parameters.AddWithValue("key", key.ToString());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            throw new InvalidOperationException($"Campaign {key} is there and is not: its row cannot be read.");
        return new OpenedCampaign(
            reader.GetInt64(0), key, reader.Named<CampaignState>(1), reader.Instant(2),
            reader.Instant(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetInt64(6), reader.GetString(7), AlreadyOpen: true);
    }

    private static AuditEntry Entry(
        OpenCampaign open, SnapshotNumbers numbers, InventoryNumbers inventory, byte[] digest, IReadOnlyList<StaleSource> stale)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["activeGrants"] = inventory.Active,
            ["closesAt"] = open.Now + open.Policy.ResponseWindow,
            ["dictionaryVersion"] = open.DictionaryVersion,
            ["grants"] = numbers.Grants,
            ["filter"] = open.Policy.Filter.IsEmpty ? null : open.Policy.Filter.Describe(),
            ["notEvaluated"] = stale.Select(source => source.Name).ToList(),
            ["people"] = numbers.Participants,
            ["populationDigest"] = digest,
            ["silence"] = open.Policy.Silence,
        };
        if (open.NamedRequester is { } named)
            data["requestedBy"] = named;
        return new AuditEntry(AuditKinds.CampaignOpened, $"campaign/{open.Key}", open.RequestedBy, data);
    }
}
