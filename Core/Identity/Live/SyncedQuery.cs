using Npgsql;
using OAuthAttest.Configuration;
using OAuthAttest.Grants;

namespace OAuthAttest.Identity.Live;

/// <summary>A query on any PostgreSQL database, one grant a row. Configured when <see cref="Sql"/> is set.</summary>
public sealed record SyncedQuery : IChecked
{
    /// <summary>The inventory source that it fills.</summary>
    public string? Source { get; init; }

    /// <summary>The provider whose grants they are.</summary>
    public string? Provider { get; init; }

    public string? Sql { get; init; }

    /// <summary>The name of the connection string.</summary>
    public string? ConnectionName { get; init; }

    /// <summary>The JSON file that says which column is what (docs/inventory.md).</summary>
    public string? MappingFile { get; init; }

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Sql);

    public void Check(Mistakes mistakes)
    {
        ArgumentNullException.ThrowIfNull(mistakes);
        if (!IsConfigured)
        {
            if ((Source ?? Provider ?? ConnectionName ?? MappingFile) is not null)
                mistakes.Add(nameof(Sql), "is missing: nothing is read without it.");
            return;
        }
        if (string.IsNullOrWhiteSpace(Source))
            mistakes.Add(nameof(Source), "is missing: the name of the inventory source.");
        if (Provider is null || !ProviderName.TryParse(Provider, out _))
            mistakes.Add(nameof(Provider), "must be a provider's name: 1 to 32 lower-case letters, digits or hyphens.");
        if (MappingFile is null || !File.Exists(MappingFile))
            mistakes.Add(nameof(MappingFile), "must be the JSON file that says which column is what.");
        if (ConnectionName is not { Length: > 0 } name)
            mistakes.Add(nameof(ConnectionName), "is missing: the name of the connection string of the database to read.");
        else if (mistakes.ConnectionString(name) is not { } text || !IsConnectionString(text))
            mistakes.Add(nameof(ConnectionName), $"is '{name}': ConnectionStrings:{name} must be an Npgsql connection string.");
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }
}
