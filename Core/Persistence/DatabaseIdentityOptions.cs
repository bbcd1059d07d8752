using Azure.Core;
using OAuthAttest.Configuration;

namespace OAuthAttest.Persistence;

/// <summary>Configuration section <c>Database</c>: the identity by which the app signs in to PostgreSQL, in place of a password.</summary>
[SettingsSection(DatabaseIdentityOptions.Section)]
public sealed class DatabaseIdentityOptions : IChecked
{
    /// <summary>Also the key of the <see cref="TokenCredential"/> in the services.</summary>
    public const string Section = "Database";

    /// <summary>Client id of a user-assigned managed identity; null: the connection string has the password.</summary>
    public string? IdentityClientId { get; set; }

    /// <summary>What tokens are asked for; national clouds have other addresses.</summary>
    [ServiceAddress]
    public Uri TokenResource { get; set; } = new("https://ossrdbms-aad.database.windows.net/");

    public void Check(Mistakes mistakes)
    {
        if (IdentityClientId is { } id && !Guid.TryParse(id, out _))
            mistakes.Add(nameof(IdentityClientId), "must be the client id of a managed identity, a GUID.");
    }
}
