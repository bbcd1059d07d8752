using OAuthAttest.Addresses;
using OAuthAttest.Configuration;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Access;

/// <summary>What is wrong with a connection, by key; no message repeats a secret.</summary>
internal static class ConnectionChecks
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(2);

    /// <param name="path">The section, such as <c>Polling:Entra</c>.</param>
    public static IEnumerable<string> Problems(string path, EntraConnection connection)
    {
        // Pushes tell the tenant as a GUID: another name for it would make two of one.
        if (connection.TenantId is { } tenant && !Guid.TryParse(tenant, out _))
            yield return $"{path}:TenantId must be the tenant's id, a GUID.";
        if (connection.TenantId is null && (connection.ClientId ?? connection.ClientSecret) is not null)
            yield return $"{path}:TenantId is missing: nothing is done without it.";
        if (connection.ClientSecret is not null && connection.ClientId is null)
            yield return $"{path}:ClientId is missing: the secret belongs to an app registration.";
        foreach (var problem in Address($"{path}:AuthorityUrl", connection.AuthorityUrl).Concat(Address($"{path}:BaseUrl", connection.BaseUrl)).Concat(Timeout(path, connection.RequestTimeout)))
            yield return problem;
    }

    /// <inheritdoc cref="Problems(string, EntraConnection)"/>
    public static IEnumerable<string> Problems(string path, OktaConnection connection)
    {
        if (connection.BaseUrl is null && connection.ApiToken is not null)
            yield return $"{path}:BaseUrl is missing: the address of the Okta org.";
        if (connection.BaseUrl is not null && connection.ApiToken is null)
            yield return $"{path}:ApiToken is missing.";
        if (connection.BaseUrl is { } address)
        {
            foreach (var problem in Address($"{path}:BaseUrl", address))
                yield return problem;
        }
        foreach (var problem in Timeout(path, connection.RequestTimeout))
            yield return problem;
    }

    /// <inheritdoc cref="Problems(string, EntraConnection)"/>
    public static IEnumerable<string> Problems(string path, GoogleConnection connection)
    {
        if (connection.ServiceAccountKey is null && connection.Subject is not null)
            yield return $"{path}:ServiceAccountKey is missing.";
        if (connection.ServiceAccountKey is { } key)
        {
            if (connection.Subject is null || !EmailAddress.IsOne(connection.Subject))
                yield return $"{path}:Subject must be the email address of the administrator that the service account acts as.";
            if (GoogleServiceAccount.Problem(key) is { } problem)
                yield return $"{path}:ServiceAccountKey {problem}.";
        }
        foreach (var problem in Address($"{path}:BaseUrl", connection.BaseUrl).Concat(Timeout(path, connection.RequestTimeout)))
            yield return problem;
    }

    private static IEnumerable<string> Address(string key, Uri address) => ServiceAddress.Problem(address) is { } problem ? [$"{key} {problem}."] : [];

    private static IEnumerable<string> Timeout(string path, TimeSpan timeout) =>
        timeout >= ShortestTimeout && timeout <= LongestTimeout ? [] : [$"{path}:RequestTimeout must lie between 0.1 and 120 seconds."];
}
