using OAuthAttest.Grants;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>Grants that are alike in everything a report counts by: a few dozen groups, whatever the population.</summary>
internal sealed record ItemGroup(Risk Risk, GrantClass Class, Ownership Ownership, Answer Answer, long Grants)
{
    public static ClassNumbers Classes(IReadOnlyCollection<ItemGroup> groups) => new(
        Of(groups, GrantClass.Attested), Of(groups, GrantClass.Remove), Of(groups, GrantClass.Unanswered), Of(groups, GrantClass.Unreachable), Of(groups, GrantClass.Changed));

    /// <summary>One row a risk, the worst first, also where there is none.</summary>
    public static IReadOnlyList<RiskCoverage> ByRisk(IReadOnlyCollection<ItemGroup> groups) =>
        [.. Enum.GetValues<Risk>().OrderDescending().Select(risk => new RiskCoverage(risk, Classes([.. groups.Where(group => group.Risk == risk)])))];

    private static long Of(IEnumerable<ItemGroup> groups, GrantClass @class) => groups.Where(group => group.Class == @class).Sum(group => group.Grants);
}
