using Microsoft.Extensions.Options;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Buckets;
using OAuthAttest.Aws.Digests;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>Makes sources that read the configured bucket.</summary>
public sealed class BucketSources
{
    private readonly ScopeAuditOptions options;
    private readonly ILookupPaces paces;
    private readonly IOwnCredentials own;
    private readonly IHttpClientFactory clients;
    private readonly TimeProvider clock;

    internal BucketSources(
        IOptions<ScopeAuditOptions> options, ILookupPaces paces, IOwnCredentials own, IHttpClientFactory clients, TimeProvider clock) =>
        (this.options, this.paces, this.own, this.clients, this.clock) = (options.Value, paces, own, clients, clock);

    /// <param name="span">The time whose calls are looked at.</param>
    /// <param name="progress">Gets the bytes of each file that was read.</param>
    public IRecordSource Of(LookupSpan span, IProgress<long>? progress = null) => new BucketSource(this, options, span, progress);

    internal DateTimeOffset Now => clock.GetUtcNow();

    internal AwsSession Session()
    {
        var (account, region) = (options.Bucket.Account, options.Bucket.Region);
        var settings = new StsSettings(AwsRegions.HomeOf(AwsRegions.PartitionOf(region)), options.BaseUrl, options.RequestTimeout);
        return new AwsSession(new AwsAccount(account.Id, account.RoleArn, account.ExternalId), settings, own, clients, clock);
    }

    internal BucketClient Client(AwsSession session) => new(
        new BucketPlace(
            options.Bucket.Name, options.Bucket.Region, options.Bucket.Account.Id, options.BaseUrl, options.RequestTimeout),
        session,
        clients
    );

    internal PublicKeys Keys(AwsSession session) => new(region => new AwsApi(
        clients,
        new AwsTarget(
            LookupClient.Service,
            region,
            AwsRegions.Address(LookupClient.Service, region, options.BaseUrl),
            options.RequestTimeout,
            session,
            paces.Of(options.Bucket.Account.Id, region)
        ),
        clock
    ));
}
