using System.Collections.Concurrent;
using System.Globalization;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>Access keys: the caller's own, and those of roles that were assumed.</summary>
internal sealed class AwsKeys(AwsSimulatorOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, AwsKey> issued = new(StringComparer.Ordinal)
    {
        [options.AccessKeyId] = new AwsKey(
            options.SecretAccessKey, null, options.OwnAccount, DateTimeOffset.MaxValue, true, true, [], null, "caller"),
    };

    private int count;

    public AwsKey? Find(string id) => issued.GetValueOrDefault(id);

    public (string Id, AwsKey Key) Issue(SimulatedRole role, string session)
    {
        var number = Interlocked.Increment(ref count).ToString("0000000", CultureInfo.InvariantCulture);
        var expires = clock.GetUtcNow() + options.SessionLife;
        var key = new AwsKey(
            $"simulated/secret/of/a/role/{number}", $"token-{number}/+=", role.Account, expires, role.MayLookUp, role.MayReadBuckets,
            role.May ?? [], role.Arn[(role.Arn.LastIndexOf('/') + 1)..], session);
        var id = $"ASIASIMULATED{number}";
        issued[id] = key;
        return (id, key);
    }
}

/// <param name="Token">That must come with it; null: none.</param>
/// <param name="Role">The role's name; null: it is no role's.</param>
internal sealed record AwsKey(
    string Secret,
    string? Token,
    string Account,
    DateTimeOffset ExpiresAt,
    bool MayLookUp,
    bool MayReadBuckets,
    IReadOnlyCollection<string> May,
    string? Role,
    string Session
);
