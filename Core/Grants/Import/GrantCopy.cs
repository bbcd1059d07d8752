using System.Security.Cryptography;
using System.Text;
using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Grants.Import;

/// <summary>Copies grants into a table that has the columns of <c>grants</c>, with the digest and the risk computed on the way.</summary>
internal sealed class GrantCopy : IAsyncDisposable
{
    public const string Columns =
        "provider, source, external_id, app_id, user_id, principal_external_id, consent_type, resource, scopes, scope_digest, risk, " +
        "granted_at, last_used_at, status, first_seen_at, last_seen_at";

    private const int ColumnCount = 16;
    private const int MostRememberedScopes = 16 * 1024;

    private static readonly byte[] Active = "Active"u8.ToArray();

    private readonly BinaryCopy copy;
    private readonly IInventoryReader reader;
    private readonly RiskOf riskOf;
    private readonly DateTimeOffset now;
    private readonly byte[] provider;
    private readonly byte[] source;
    private readonly byte[][] consents = [[], .. Enum.GetNames<ConsentType>().Select(Encoding.UTF8.GetBytes)];
    private readonly byte[] digest = new byte[SHA256.HashSizeInBytes];
    private readonly Dictionary<(string[] Scopes, ConsentType Consent), (byte[] Array, byte[] Risk)> known = new(new SameArray());

    private GrantCopy(BinaryCopy copy, IInventoryReader reader, RiskOf riskOf, DateTimeOffset now)
    {
        this.copy = copy;
        this.reader = reader;
        this.riskOf = riskOf;
        this.now = now;
        provider = Encoding.UTF8.GetBytes(reader.Provider.ToString());
        source = Encoding.UTF8.GetBytes(reader.Source);
    }

    public static async Task<GrantCopy> BeginAsync(
        NpgsqlConnection connection, string table, IInventoryReader reader, RiskOf riskOf, DateTimeOffset now, CancellationToken cancellation) =>
        new(await BinaryCopy.BeginAsync(connection, table, Columns, cancellation), reader, riskOf, now);

    public ValueTask WriteAsync(GrantRecord grant, long appId, long? userId, CancellationToken cancellation)
    {
        var (scopes, risk) = Known(grant);
        ScopeDigest.Write(digest, reader.Provider, grant.ClientId, grant.Resource, grant.Consent, grant.Scopes);
        copy.StartRow(ColumnCount);
        copy.Bytes(provider);
        copy.Bytes(source);
        copy.Text(grant.ExternalId);
        copy.Bigint(appId);
        copy.Bigint(userId);
        copy.Text(grant.PrincipalId);
        copy.Bytes(consents[(int)grant.Consent]);
        copy.Text(grant.Resource);
        copy.Bytes(scopes);
        copy.Bytes(digest);
        copy.Bytes(risk);
        copy.Instant(grant.GrantedAt);
        copy.Instant(grant.LastUsedAt);
        copy.Bytes(Active);
        copy.Instant(now);
        copy.Instant(now);
        return copy.FlushIfFullAsync(cancellation);
    }

    public Task CompleteAsync(CancellationToken cancellation) => copy.CompleteAsync(cancellation);

    public ValueTask DisposeAsync() => copy.DisposeAsync();

    private (byte[] Array, byte[] Risk) Known(GrantRecord grant)
    {
        if (known.TryGetValue((grant.Scopes, grant.Consent), out var found))
            return found;
        if (known.Count >= MostRememberedScopes)
            known.Clear();
        var risk = riskOf(reader.Provider, grant.Scopes, grant.Consent);
        found = (BinaryCopy.EncodeTextArray(grant.Scopes), Encoding.UTF8.GetBytes(risk.ToString()));
        known.Add((grant.Scopes, grant.Consent), found);
        return found;
    }

    private sealed class SameArray : IEqualityComparer<(string[] Scopes, ConsentType Consent)>
    {
        public bool Equals((string[] Scopes, ConsentType Consent) x, (string[] Scopes, ConsentType Consent) y) =>
            ReferenceEquals(x.Scopes, y.Scopes) && x.Consent == y.Consent;

        public int GetHashCode((string[] Scopes, ConsentType Consent) obj) =>
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj.Scopes) ^ (int)obj.Consent;
    }
}
