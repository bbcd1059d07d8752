using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace OAuthAttest.Local.Hosting.Http;

/// <summary>The host's keys. Each gives access to its own level; the master key gives access to every level.</summary>
/// <param name="Function">The key for functions of level Function.</param>
/// <param name="Master">The key of level Admin.</param>
/// <param name="System">The key of the durable extension's management API.</param>
internal sealed record HostKeys(string Function, string Master, string System)
{
    /// <summary>The acting key, which the app itself checks; it has the name <c>local</c>.</summary>
    public string Acting { get; init; } = NewKey();

    private const string Header = "x-functions-key";
    private const string Parameter = "code";

    /// <summary>New random keys, for this run.</summary>
    public static HostKeys Mint() => new(NewKey(), NewKey(), NewKey());

    /// <summary>Whether the request's key gives access to the level.</summary>
    public bool Admits(HttpRequest request, AuthorizationLevel level)
    {
        var presented = request.Headers.TryGetValue(Header, out var header) ? header.ToString() : request.Query[Parameter].ToString();
        return level switch
        {
            AuthorizationLevel.Anonymous => true,
            AuthorizationLevel.Function => Same(presented, Function) | Same(presented, Master),
            AuthorizationLevel.System => Same(presented, System) | Same(presented, Master),
            _ => Same(presented, Master),
        };
    }

    public override string ToString() => "HostKeys (hidden)";

    // An empty key opens nothing. Hashing first makes the comparison's time independent of the lengths too.
    private static bool Same(string presented, string key) => key.Length > 0 && CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static string NewKey() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
