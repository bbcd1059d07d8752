using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Persistence;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// Computes what depends only on a grant's app, API, consent type and scopes: the app's row, the digest, the risk. Thousands of people
/// grant one app the same, so the values are cached. The cache key is the string instances, which readers reuse for equal texts.
/// </summary>
internal sealed class GrantFacts(ProviderName provider, RiskOf riskOf, ImportRoster roster)
{
    private const int Most = 16 * 1024;

    private readonly Dictionary<Key, Facts> known = [];

    /// <summary>Values in the form in which they are copied to the columns.</summary>
    internal sealed record Facts(long AppId, byte[] Scopes, byte[] Digest, byte[] Risk);

    private readonly record struct Key(string ClientId, string? Resource, string[] Scopes, ConsentType Consent)
    {
        public bool Equals(Key other) =>
            ReferenceEquals(ClientId, other.ClientId)
            && ReferenceEquals(Resource, other.Resource)
            && ReferenceEquals(Scopes, other.Scopes)
            && Consent == other.Consent;

        public override int GetHashCode() =>
            RuntimeHelpers.GetHashCode(ClientId) * 31
            ^ RuntimeHelpers.GetHashCode(Scopes)
            ^ RuntimeHelpers.GetHashCode(Resource) * 17
            ^ (int)Consent;
    }

    public ValueTask<Facts> OfAsync(GrantRecord grant, CancellationToken cancellation) =>
        known.TryGetValue(KeyOf(grant), out var facts) ? ValueTask.FromResult(facts) : WorkOutAsync(grant, cancellation);

    private static Key KeyOf(GrantRecord grant) => new(grant.ClientId, grant.Resource, grant.Scopes, grant.Consent);

    private async ValueTask<Facts> WorkOutAsync(GrantRecord grant, CancellationToken cancellation)
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        ScopeDigest.Write(digest, provider, grant.ClientId, grant.Resource, grant.Consent, grant.Scopes);
        var facts = new Facts(
            await roster.AppIdAsync(grant.ClientId, cancellation),
            BinaryCopy.EncodeTextArray(grant.Scopes),
            digest,
            Encoding.UTF8.GetBytes(riskOf(provider, grant.Scopes, grant.Consent).ToString()));
        if (known.Count >= Most)
            known.Clear();
        known[KeyOf(grant)] = facts;
        return facts;
    }
}
