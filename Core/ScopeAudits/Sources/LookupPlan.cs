using OAuthAttest.Aws.Access;
using OAuthAttest.ScopeAudits.Registry;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>What is asked in one Region of one account.</summary>
/// <param name="EventNames">Each is one question: CloudTrail takes one attribute at a time.</param>
internal sealed record LookupSlice(string Account, string Region, IReadOnlyList<string> EventNames);

/// <summary>
/// Which events are asked for where. By name and not by source: the answers for a source are mostly reads, 50 a page, and two pages a
/// second are all that AWS gives.
/// </summary>
internal static class LookupPlan
{
    public static IReadOnlyList<LookupSlice> Of(QueryRegistry registry, ScopeAuditOptions options)
    {
        var home = AwsRegions.HomeOf(options.Partition!);
        var everywhere = Names(registry.Queries);
        // Where the records of GovCloud and China stand is documented less well: there all Regions are asked for all.
        var elsewhere = options.Partition == AwsRegions.Commercial ? Names(registry.Queries.Where(query => !query.IsGlobal)) : everywhere;
        return
        [
            .. Places(options).Select(place =>
                new LookupSlice(place.Account, place.Region, place.Region == home ? everywhere : elsewhere)),
        ];
    }

    /// <summary>The accounts and Regions of the settings, and in each account the Region with the records of IAM.</summary>
    public static IReadOnlyList<AuditPlace> Places(ScopeAuditOptions options)
    {
        if (options.Partition is not { } partition)
            return [];
        var home = AwsRegions.HomeOf(partition);
        // STS and Sign-In have global addresses too, and the records of those stand with IAM's:
        // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html
        var regions = options.Regions.Contains(home, StringComparer.Ordinal) ? options.Regions : [home, .. options.Regions];
        return [.. options.Accounts.SelectMany(account => regions.Select(region => new AuditPlace(account.Id, region)))];
    }

    private static List<string> Names(IEnumerable<AuditQuery> queries) =>
        [.. queries.Select(query => query.EventName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
