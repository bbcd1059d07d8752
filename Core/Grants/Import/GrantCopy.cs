using System.Text;
using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Grants.Import;

/// <summary>Copies grants into a table that has the columns of <c>grants</c>.</summary>
internal sealed class GrantCopy : IAsyncDisposable
{
    public const string Columns =
        "provider, source, external_id, app_id, user_id, principal_external_id, consent_type, resource, scopes, scope_digest, risk, " +
        "granted_at, last_used_at, status, first_seen_at, last_seen_at";

    private const short ColumnCount = 16;

    private static readonly byte[] Active = "Active"u8.ToArray();
    private static readonly byte[][] Consents = [[], .. Enum.GetNames<ConsentType>().Select(Encoding.UTF8.GetBytes)];

    private readonly BinaryCopy copy;
    private readonly GrantFacts facts;
    private readonly DateTimeOffset now;
    private readonly byte[] provider;
    private readonly byte[] source;
    private readonly IdBlocks? ids;

    private GrantCopy(BinaryCopy copy, IdBlocks? ids, GrantFacts facts, ProviderName provider, string source, DateTimeOffset now)
    {
        this.copy = copy;
        this.facts = facts;
        this.now = now;
        this.provider = Encoding.UTF8.GetBytes(provider.ToString());
        this.source = Encoding.UTF8.GetBytes(source);
        this.ids = ids;
    }

    /// <param name="connection">In use until the copy is completed or disposed of.</param>
    /// <param name="table">The target table.</param>
    /// <param name="ids">Supplies the row ids; null: the table generates them.</param>
    /// <param name="facts">The derived values.</param>
    /// <param name="reader">The source of the grants.</param>
    /// <param name="now">The time that is stored as last seen.</param>
    /// <param name="cancellation">Cancels the copy.</param>
    public static async Task<GrantCopy> BeginAsync(
        NpgsqlConnection connection,
        string table,
        IdBlocks? ids,
        GrantFacts facts,
        IInventoryReader reader,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        new(
            await BinaryCopy.BeginAsync(connection, table, ids is null ? Columns : $"id, {Columns}", cancellation),
            ids,
            facts,
            reader.Provider,
            reader.Source,
            now
        );

    public async ValueTask WriteAsync(GrantRecord grant, long? userId, CancellationToken cancellation)
    {
        var derived = await facts.OfAsync(grant, cancellation);
        copy.StartRow(ids is null ? ColumnCount : (short)(ColumnCount + 1));
        if (ids is not null)
            copy.Bigint(await ids.NextAsync(cancellation));
        Write(grant, userId, derived);
        await copy.FlushIfFullAsync(cancellation);
    }

    public Task CompleteAsync(CancellationToken cancellation) => copy.CompleteAsync(cancellation);

    public ValueTask DisposeAsync() => copy.DisposeAsync();

    private void Write(GrantRecord grant, long? userId, GrantFacts.Facts derived)
    {
        copy.Bytes(provider);
        copy.Bytes(source);
        copy.Text(grant.ExternalId);
        copy.Bigint(derived.AppId);
        copy.Bigint(userId);
        copy.Text(grant.PrincipalId);
        copy.Bytes(Consents[(int)grant.Consent]);
        copy.Text(grant.Resource);
        copy.Bytes(derived.Scopes);
        copy.Bytes(derived.Digest);
        copy.Bytes(derived.Risk);
        copy.Instant(grant.GrantedAt);
        copy.Instant(grant.LastUsedAt);
        copy.Bytes(Active);
        copy.Instant(now);
        copy.Instant(now);
    }
}
