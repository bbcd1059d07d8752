using Microsoft.Extensions.Options;
using NCrontab;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Escalations.Polling;

/// <summary>Checks schedules, credentials and reach at start. No message repeats a secret.</summary>
internal sealed class PollingOptionsValidator : IValidateOptions<PollingOptions>
{
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(7);

    // No provider's log is kept longer everywhere; Entra's without a licence goes back seven days.
    private static readonly TimeSpan LongestLookBack = TimeSpan.FromDays(30);

    public ValidateOptionsResult Validate(string? name, PollingOptions options)
    {
        List<string> problems =
        [
            .. options.ReadErrors,
            .. Schedule(PollingOptions.EntraScheduleSetting, options.EntraSchedule),
            .. Schedule(PollingOptions.OktaScheduleSetting, options.OktaSchedule),
            .. Schedule(PollingOptions.GoogleScheduleSetting, options.GoogleSchedule),
            .. ConnectionChecks.Problems(Path(nameof(options.Entra)), options.Entra.Connection),
            .. ConnectionChecks.Problems(Path(nameof(options.Okta)), options.Okta.Connection),
            .. ConnectionChecks.Problems(Path(nameof(options.Google)), options.Google.Connection),
            .. Reach(Path(nameof(options.Entra)), options.Entra.Reach),
            .. Reach(Path(nameof(options.Okta)), options.Okta.Reach),
            .. Reach(Path(nameof(options.Google)), options.Google.Reach),
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string Path(string provider) => $"{PollingOptions.Section}:{provider}";

    private static IEnumerable<string> Schedule(string setting, string schedule)
    {
        if (CrontabSchedule.TryParse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is null)
            yield return $"{setting} is '{schedule}': it must be an NCRONTAB expression of six fields, seconds first.";
    }

    private static IEnumerable<string> Reach(string path, PollReach reach)
    {
        if (reach.Overlap <= TimeSpan.Zero || reach.Overlap > LongestOverlap)
            yield return $"{path}:Overlap is {reach.Overlap}: it must be above zero and at most {LongestOverlap}.";
        if (reach.LookBack <= TimeSpan.Zero || reach.LookBack > LongestLookBack)
            yield return $"{path}:LookBack is {reach.LookBack}: it must be above zero and at most {LongestLookBack}.";
    }
}
