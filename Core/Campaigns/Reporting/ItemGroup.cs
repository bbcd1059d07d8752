using OAuthAttest.Grants;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>
/// A group of grants with the same values in all columns that a report counts by: a few dozen groups, whatever the population.
/// </summary>
internal sealed record ItemGroup(Risk Risk, GrantClass Class, Ownership Ownership, Answer Answer, bool IsNarrowed, long Grants)
{
    public static ClassNumbers Classes(IReadOnlyCollection<ItemGroup> groups) =>
        new(
            Of(groups, GrantClass.Attested),
            Of(groups, GrantClass.Remove),
            Of(groups, GrantClass.Unanswered),
            Of(groups, GrantClass.Unreachable),
            Of(groups, GrantClass.Changed)
        );

    /// <summary>One row per risk, highest first, including risks without grants.</summary>
    public static IReadOnlyList<RiskCoverage> ByRisk(IReadOnlyCollection<ItemGroup> groups) =>
        [
            .. Enum.GetValues<Risk>()
                .OrderDescending()
                .Select(risk => new RiskCoverage(risk, Classes([.. groups.Where(group => group.Risk == risk)]))),
        ];

    private static long Of(IEnumerable<ItemGroup> groups, GrantClass @class) =>
        groups.Where(group => group.Class == @class).Sum(group => group.Grants);
}
