namespace OAuthAttest.Functions.Telemetry;

/// <summary>Finds what is wrong with a connection string; the message does not repeat the string.</summary>
internal static class ConnectionStringCheck
{
    private const string KeyName = "InstrumentationKey";

    public static string? Problem(string connection)
    {
        var keys = 0;
        foreach (var part in connection.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } value])
                return "must be a list of name=value, as the portal shows it";
            if (name.EndsWith("Endpoint", StringComparison.OrdinalIgnoreCase) && !IsAddress(value))
                return $"has a {name} that is no https address";
            if (name.Equals(KeyName, StringComparison.OrdinalIgnoreCase))
                keys += Guid.TryParse(value, out _) ? 1 : 0;
        }
        return keys == 1 ? null : $"must have one {KeyName}, as the portal shows it";
    }

    private static bool IsAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps;
}
