using Npgsql;
using OAuthAttest.Configuration;

namespace OAuthAttest.Functions;

/// <summary>Where PostgreSQL is: the app's entry in the section of connection strings.</summary>
[SettingsSection("ConnectionStrings", IsShared = true)]
public sealed class DatabaseOptions : IChecked
{
    /// <summary>An Npgsql connection string.</summary>
    [Secret(Shortest = 1)]
    public string OAuthAttest { get; set; } = "";

    public void Check(Mistakes mistakes)
    {
        if (OAuthAttest.Length == 0)
            mistakes.Add(nameof(OAuthAttest), "is missing: the Npgsql connection string of the database.");
        else if (!IsConnectionString(OAuthAttest))
            mistakes.Add(nameof(OAuthAttest), "must be an Npgsql connection string: Host=…;Database=…;Username=…");
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
