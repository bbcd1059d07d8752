using System.Globalization;
using Microsoft.Extensions.Options;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Athena;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>Makes sources that ask Athena by the configured table.</summary>
public sealed class AthenaSources
{
    private readonly ScopeAuditOptions options;
    private readonly IOwnCredentials own;
    private readonly IHttpClientFactory clients;
    private readonly TimeProvider clock;

    internal AthenaSources(
        IOptions<ScopeAuditOptions> options, IOwnCredentials own, IHttpClientFactory clients, TimeProvider clock) =>
        (this.options, this.own, this.clients, this.clock) = (options.Value, own, clients, clock);

    internal AthenaSettings Table => options.Athena;

    /// <param name="span">The time whose calls are looked at.</param>
    /// <param name="progress">Gets the rows that were read.</param>
    public IRecordSource Of(LookupSpan span, IProgress<long>? progress = null) => new AthenaSource(this, span, progress);

    internal AwsSession Session()
    {
        var account = Table.Account;
        var settings = new StsSettings(AwsRegions.HomeOf(AwsRegions.PartitionOf(Table.Region)), options.BaseUrl, options.RequestTimeout);
        return new AwsSession(new AwsAccount(account.Id, account.RoleArn, account.ExternalId), settings, own, clients, clock);
    }

    /// <summary>A reader makes a call after the other, and stays far below what AWS takes.</summary>
    internal static RequestPace Pace() => new(AthenaClient.CallsPerSecond, TimeSpan.FromSeconds(1), TimeProvider.System);

    internal AthenaClient Client(AwsSession session, IRequestPace pace) => new(
        new AwsApi(
            clients,
            new AwsTarget(
                AthenaClient.Service,
                Table.Region,
                AwsRegions.Address(AthenaClient.Service, Table.Region, options.BaseUrl),
                options.RequestTimeout,
                session,
                pace
            ),
            clock
        ),
        new AthenaPlace(Table.Database, Table.WorkGroup, Table.OutputLocation.Length > 0 ? Table.OutputLocation : null)
    );

    /// <summary>All accounts and Regions that the table has, whoever is named in the settings: it costs the same.</summary>
    internal TrailScope Scope(LookupWindow window, QueryRegistry registry)
    {
        var names = registry.Queries.Select(query => query.EventName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new TrailScope(window, [.. names], [], []) { Lag = options.DeliveryLag };
    }

    /// <summary>Where there must be records: each Region of each account, and the one with the records of IAM.</summary>
    internal IReadOnlyList<AuditPlace> Places => LookupPlan.Places(options);

    /// <summary>Of one audit: a later one of the same time asks anew.</summary>
    internal string KeyOf(TrailScope scope) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Table.Database}.{Table.Table}/{scope.Window.From:O}/{scope.Window.Until:O}/{clock.GetUtcNow():O}");
}
