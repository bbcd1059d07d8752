using Npgsql;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// The provider's accounts and apps, both stored ones and those that this import read. All of them are held in memory (some tens of
/// megabytes for 100,000 accounts); the grants, ten times as many, are not.
/// </summary>
internal sealed class ImportRoster(NpgsqlDataSource source)
{
    private readonly IdBlocks userIds = new(source, "users");
    private readonly IdBlocks appIds = new(source, "apps");

    public Dictionary<string, Row<UserRecord>> Users { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Row<AppRecord>> Apps { get; } = new(StringComparer.Ordinal);

    /// <summary>One account or app.</summary>
    internal sealed class Row<T>(long id, bool stored)
        where T : class
    {
        public long Id { get; } = id;

        /// <summary>Whether it is already a row of the table.</summary>
        public bool Stored { get; } = stored;

        /// <summary>What this import read about it; null when it read nothing.</summary>
        public T? Read { get; set; }
    }

    public long ReadUsers { get; private set; }

    public long ReadApps { get; private set; }

    public async Task LoadAsync(NpgsqlConnection connection, ProviderName provider, CancellationToken cancellation)
    {
        await LoadAsync(connection, "users", Users, provider, cancellation);
        await LoadAsync(connection, "apps", Apps, provider, cancellation);
    }

    public async ValueTask AddAsync(UserRecord user, CancellationToken cancellation)
    {
        if (!Users.TryGetValue(user.ExternalId, out var row))
            Users.Add(user.ExternalId, row = new Row<UserRecord>(await userIds.NextAsync(cancellation), stored: false));
        if (row.Read is null)
            ReadUsers++;
        row.Read = user;
    }

    public async ValueTask AddAsync(AppRecord app, CancellationToken cancellation)
    {
        if (!Apps.TryGetValue(app.ExternalId, out var row))
            Apps.Add(app.ExternalId, row = new Row<AppRecord>(await appIds.NextAsync(cancellation), stored: false));
        if (row.Read is null)
            ReadApps++;
        row.Read = app;
    }

    /// <summary>Whether this import read the account.</summary>
    public bool IsRead(string externalId) => Users.TryGetValue(externalId, out var row) && row.Read is not null;

    /// <summary>The account; null when it is not listed, so that its grant is an orphan.</summary>
    public long? UserId(string? externalId) =>
        externalId is not null && Users.TryGetValue(externalId, out var row) ? row.Id : null;

    /// <summary>The app; created with only its id when nothing else is known.</summary>
    public ValueTask<long> AppIdAsync(string externalId, CancellationToken cancellation) =>
        Apps.TryGetValue(externalId, out var row) && (row.Stored || row.Read is not null)
            ? ValueTask.FromResult(row.Id)
            : AddUnknownAppAsync(externalId, cancellation);

    private async ValueTask<long> AddUnknownAppAsync(string externalId, CancellationToken cancellation)
    {
        await AddAsync(new AppRecord(externalId), cancellation);
        return Apps[externalId].Id;
    }

    private static async Task LoadAsync<T>(
        NpgsqlConnection connection,
        string table,
        Dictionary<string, Row<T>> rows,
        ProviderName provider,
        CancellationToken cancellation
    )
        where T : class
    {
        await using var command = new NpgsqlCommand($"SELECT external_id, id FROM {table} WHERE provider = $1", connection);
        command.Parameters.Add(new() { Value = provider.ToString() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.Add(reader.GetString(0), new Row<T>(reader.GetInt64(1), stored: true));
    }
}
