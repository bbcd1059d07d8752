using System.Globalization;
using OAuthAttest.Datadog;
using OAuthAttest.PagerDuty;

namespace OAuthAttest.ScopeAudits.Paging;

/// <summary>Words what PagerDuty and Datadog are told of an audit.</summary>
internal static class AuditNewsWriter
{
    private const string Source = "AWS CloudTrail";
    private const string Class = "scope-deviation";

    public static PagerDutyEvent Page(AuditNews news, string key, PagerDutyRoute route)
    {
        var first = news.Groups[0];
        var details = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["what to do first"] = "Look at the audit's thread in Slack: it has the steps for the worst changes.",
            ["all of it"] = $"GET /api/scope-audits/{news.Audit}",
            ["calls from"] = Time(news.From),
            ["calls until"] = Time(news.Until),
            ["changes"] = news.Changes,
            ["groups"] = news.Groups.Select(Line).ToList(),
            ["groups that are not named"] = news.MoreGroups > 0 ? news.MoreGroups : null,
            ["not everything could be read"] = news.Why,
        };
        return new PagerDutyEvent
        {
            Route = route,
            Action = PagerDutyAction.Trigger,
            DedupKey = key,
            Payload = new PagerDutyPayload(
                PageSummary(news),
                first.Account is { } account ? $"AWS account {account}" : Source,
                SeverityOf(news.Worst!.Value),
                first.First,
                first.EventName,
                Source,
                Class,
                details),
        };
    }

    public static DatadogEvent Event(AuditNews news, string key)
    {
        var title = news.Worst is null
            ? "AWS: the audit of scopes could not read everything"
            : Invariant($"AWS: {news.Changes} changes of scopes or policies that are not approved");
        List<string> lines = [.. news.Groups.Select(Line)];
        if (news.MoreGroups > 0)
            lines.Add(Invariant($"and {news.MoreGroups} more groups"));
        if (news.Why is { } why)
            lines.Add($"Not everything could be read: {why}");
        lines.Add($"GET /api/scope-audits/{news.Audit} has all of it.");
        var custom = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["audit"] = news.Audit,
            ["changes"] = news.Changes,
            ["groups"] = news.Groups.Count + news.MoreGroups,
            ["window_from"] = Time(news.From),
            ["window_until"] = Time(news.Until),
            ["is_complete"] = news.Why is null,
        };
        return new DatadogEvent(
            title,
            string.Join('\n', lines),
            key,
            news.Worst >= Severity.High ? DatadogEventStatus.Error : DatadogEventStatus.Warn,
            PriorityOf(news.Worst),
            news.At,
            ["source:oauthattest", "service:oauthattest", $"severity:{Named(news.Worst)}", $"audit:{news.Audit}"],
            custom,
            []);
    }

    private static string PageSummary(AuditNews news)
    {
        var (first, groups) = (news.Groups[0], news.Groups.Count + news.MoreGroups);
        var what = Invariant($"{first.EventName} × {first.Changes} by {Who(first)} in account {Account(first)}");
        return groups == 1
            ? $"AWS, {Named(news.Worst)}: {what}: {Standing(first)}"
            : Invariant($"AWS, up to {Named(news.Worst)}: {news.Changes} more changes in {groups} groups that are not approved, ")
                + $"first {what}";
    }

    private static string Line(NewsGroup group)
    {
        var what = Invariant($"{group.Severity}: {group.EventName} × {group.Changes} by {Who(group)}, account {Account(group)}");
        return $"{what}, first {Time(group.First)}, {Standing(group)}: {string.Join(", ", group.Access)}";
    }

    private static string Named(Severity? severity) => severity?.ToString().ToLowerInvariant() ?? "unknown";

    private static string Who(NewsGroup group) => group.Who ?? "somebody unknown";

    private static string Account(NewsGroup group) => group.Account ?? "unknown";

    private static string Standing(NewsGroup group) => string.Join(" or ", group.Verdicts.Select(verdict => verdict switch
    {
        Verdict.Expired => "its approval is over, or began later",
        Verdict.Deviation => "not approved",
        Verdict.Denied => "tried, and refused by AWS",
        _ => "cannot be judged",
    }));

    private static PagerDutySeverity SeverityOf(Severity severity) => severity switch
    {
        Severity.Critical => PagerDutySeverity.Critical,
        Severity.High => PagerDutySeverity.Error,
        Severity.Medium => PagerDutySeverity.Warning,
        _ => PagerDutySeverity.Info,
    };

    private static int PriorityOf(Severity? worst) => worst switch
    {
        Severity.Critical => 1,
        Severity.High => 2,
        Severity.Low => 4,
        _ => 3,
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
