using Microsoft.Extensions.Options;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.ScopeAudits.Registry;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>Makes sources that ask CloudTrail in the configured accounts and Regions.</summary>
public sealed class LookupSources
{
    private readonly ScopeAuditOptions options;
    private readonly ILookupPaces paces;
    private readonly IOwnCredentials own;
    private readonly IHttpClientFactory clients;
    private readonly TimeProvider clock;

    internal LookupSources(
        IOptions<ScopeAuditOptions> options, ILookupPaces paces, IOwnCredentials own, IHttpClientFactory clients, TimeProvider clock) =>
        (this.options, this.paces, this.own, this.clients, this.clock) = (options.Value, paces, own, clients, clock);

    /// <summary>How many questions a source has.</summary>
    public int CountOf(QueryRegistry registry) => LookupPlan.Of(registry, options).Sum(slice => slice.EventNames.Count);

    /// <param name="span">The time that is asked about.</param>
    /// <param name="progress">Gets the questions of each step that are done with.</param>
    public IRecordSource Of(LookupSpan span, IProgress<long>? progress = null) =>
        new LookupSource(this, options, new LookupOrder(span, Slices: null), progress);

    /// <summary>Which events are asked for, in which Region of which account.</summary>
    internal IReadOnlyList<LookupSlice> Plan(QueryRegistry registry) => LookupPlan.Of(registry, options);

    /// <summary>A source that asks only these; each of an account that is configured.</summary>
    internal IRecordSource Of(LookupSpan span, IReadOnlyList<LookupSlice> slices) =>
        new LookupSource(this, options, new LookupOrder(span, slices), progress: null);

    internal AwsSession Session(AccountAccess account)
    {
        // Regional addresses: the global one's tokens are not good in Regions that an account has to switch on.
        var settings = new StsSettings(AwsRegions.HomeOf(options.Partition!), options.BaseUrl, options.RequestTimeout);
        return new AwsSession(new AwsAccount(account.Id, account.RoleArn, account.ExternalId), settings, own, clients, clock);
    }

    internal LookupClient Client(LookupSlice slice, AwsSession session) => new(new AwsApi(
        clients,
        new AwsTarget(
            LookupClient.Service,
            slice.Region,
            AwsRegions.Address(LookupClient.Service, slice.Region, options.BaseUrl),
            options.RequestTimeout,
            session,
            paces.Of(slice.Account, slice.Region)
        ),
        clock
    ));
}
