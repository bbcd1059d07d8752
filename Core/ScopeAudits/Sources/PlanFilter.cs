using OAuthAttest.Aws.Access;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>What a filter leaves of a plan.</summary>
internal static class PlanFilter
{
    /// <summary>A name that nothing is asked about would be a filter that looks as if it had been kept.</summary>
    /// <exception cref="FormatException">One is not known.</exception>
    public static void Refuse(string what, IReadOnlyList<string> wanted, IEnumerable<string> known)
    {
        if (wanted.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new FormatException($"nothing is asked about the {what} {unknown}");
    }

    /// <summary>Where it comes to light by reading what there is.</summary>
    /// <exception cref="FormatException">An account or a Region cannot be one.</exception>
    public static void RefuseMalformed(AuditFilter filter)
    {
        if (filter.Accounts.FirstOrDefault(each => !AwsAccount.IsId(each)) is { } account)
            throw new FormatException($"there is no account {account}");
        if (filter.Regions.FirstOrDefault(each => !AwsRegions.IsOne(each)) is { } region)
            throw new FormatException($"there is no Region {region}");
    }

    public static IReadOnlyList<string> Named(IReadOnlyList<string> all, IReadOnlyList<string> wanted) =>
        wanted.Count == 0 ? all : [.. all.Intersect(wanted, StringComparer.Ordinal)];

    public static bool Lets(IReadOnlyList<string> wanted, string one) =>
        wanted.Count == 0 || wanted.Contains(one, StringComparer.Ordinal);

    /// <exception cref="FormatException">Nothing is left.</exception>
    public static IReadOnlyList<PlannedPart> Some(IReadOnlyList<PlannedPart> parts) =>
        parts.Count > 0 ? parts : throw new FormatException("nothing is asked about the accounts, Regions and events that are named");
}
