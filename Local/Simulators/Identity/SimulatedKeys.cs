using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OAuthAttest.Local.Simulators.Identity;

/// <summary>
/// The RSA keys of simulated accounts: one for each name in a process, for to make one takes a tenth of a second, and there are hundreds of
/// simulators in a test run.
/// </summary>
internal static class SimulatedKeys
{
    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> Keys = new(StringComparer.Ordinal);

    /// <summary>The caller's own instance, to be disposed of.</summary>
    public static RSA Of(string name)
    {
        var made = Keys.GetOrAdd(name, _ => new Lazy<byte[]>(Make));
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(made.Value, out _);
        return key;
    }

    private static byte[] Make()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKey();
    }
}
