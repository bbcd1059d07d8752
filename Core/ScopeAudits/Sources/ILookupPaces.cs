using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.Identity.Access.Pacing;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>Keeps AWS' rate of look-ups, apart for each account and Region.</summary>
internal interface ILookupPaces
{
    public IRequestPace Of(string account, string region);
}

/// <summary>The rate of one process, for one that asks alone.</summary>
internal sealed class OwnLookupPaces(IOptions<ScopeAuditOptions> options) : ILookupPaces, IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Account, string Region), RequestPace> paces = new();

    public IRequestPace Of(string account, string region) =>
        paces.GetOrAdd((account, region), _ => new RequestPace(options.Value.CallsPerSecond, Second, TimeProvider.System));

    public void Dispose()
    {
        foreach (var pace in paces.Values)
            pace.Dispose();
    }
}

/// <summary>The rate of all workers together, in PostgreSQL.</summary>
internal sealed class SharedLookupPaces(ProviderPacer pacer, IOptions<ScopeAuditOptions> options) : ILookupPaces
{
    public IRequestPace Of(string account, string region) =>
        new SharedPace(pacer, new PaceBucket($"{LookupClient.Service}:{account}:{region}", options.Value.CallsPerSecond));
}
