using Npgsql;

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// Parses a database address: a URL (<c>postgresql://user:password@host:5432/database?sslmode=require</c>) or a connection string.
/// </summary>
public static class PostgresUrl
{
    /// <exception cref="InventoryRejectedException">
    /// The text is neither. The message does not contain it, because it may hold a password.
    /// </exception>
    public static string ToConnectionString(string text)
    {
        try
        {
            return text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
                ? FromUrl(new Uri(text))
                : new NpgsqlConnectionStringBuilder(text).ConnectionString;
        }
        catch (Exception wrong) when (wrong is UriFormatException or ArgumentException or FormatException)
        {
            throw new InventoryRejectedException(
                "The database's address is neither a URL (postgresql://user:password@host:5432/database) nor a connection string "
                    + "(Host=…;Database=…)."
            );
        }
    }

    private static string FromUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
        };
        if (url.Port > 0)
            builder.Port = url.Port;
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (var setting in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = setting.Split('=', 2);
            var value = Uri.UnescapeDataString(pair.Length > 1 ? pair[1] : "");
            // libpq writes verify-full where Npgsql writes VerifyFull.
            builder[NameOf(pair[0])] = pair[0] == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        return builder.ConnectionString;
    }

    /// <summary>Maps libpq's parameter names to Npgsql's where they differ.</summary>
    private static string NameOf(string name) => name switch
    {
        "sslmode" => "SSL Mode",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "options" => "Options",
        "sslrootcert" => "Root Certificate",
        _ => Uri.UnescapeDataString(name),
    };
}
