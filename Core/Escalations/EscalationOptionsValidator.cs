using Microsoft.Extensions.Options;
using NCrontab;
using OAuthAttest.Addresses;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Escalations;

/// <summary>Checks all of <see cref="EscalationOptions"/>, rules across fields included, and names every wrong key.</summary>
internal sealed class EscalationOptionsValidator : IValidateOptions<EscalationOptions>
{
    private const int LongestPattern = 200;
    private static readonly TimeSpan LongestRosterAge = TimeSpan.FromDays(90);
    private static readonly TimeSpan LongestAppAge = TimeSpan.FromDays(3650);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, EscalationOptions options)
    {
        List<string> errors = [.. options.ReadErrors, .. Schedule(options), .. People(options), .. Addresses(options), .. Times(options), .. Rules(options.Rules)];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static string Key(string name) => $"{EscalationOptions.Section}:{name}";

    private static IEnumerable<string> Schedule(EscalationOptions options)
    {
        if (CrontabSchedule.TryParse(options.SweepSchedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is null)
            yield return $"{EscalationOptions.SweepScheduleSetting} is '{options.SweepSchedule}': it must be an NCRONTAB expression of six fields, seconds first.";
    }

    private static IEnumerable<string> People(EscalationOptions options)
    {
        if (options.SecurityChannel.Length > 0 && !IsSlackId(options.SecurityChannel, "CG"))
            yield return $"{Key(nameof(options.SecurityChannel))} is '{options.SecurityChannel}': it must be the id of a channel, such as C0123ABCD.";
        if (options.Enabled && options.SecurityChannel.Length == 0)
            yield return $"{Key(nameof(options.SecurityChannel))} is missing: with {Key(nameof(options.Enabled))} on, incidents are posted there.";
        if (options.Enabled && options.Responders.Count == 0)
            yield return $"{Key(nameof(options.Responders))} is missing: with {Key(nameof(options.Enabled))} on, somebody must be allowed to press the buttons.";
        for (var i = 0; i < options.Responders.Count; i++)
        {
            if (!EmailAddress.IsOne(options.Responders[i]) && !IsSlackId(options.Responders[i], "UW"))
                yield return $"{Key(nameof(options.Responders))}:{i} is '{options.Responders[i]}': it must be an email address or a Slack user id such as U0123ABCD.";
        }
    }

    private static IEnumerable<string> Addresses(EscalationOptions options)
    {
        foreach (var (name, address) in new[] { (nameof(options.RunbookUrl), options.RunbookUrl), (nameof(options.AppUrl), options.AppUrl) })
        {
            if (address is not null && (!address.IsAbsoluteUri || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))))
                yield return $"{Key(name)} is '{address}': it must be an https address; plain http only on this machine.";
        }
        if (options.AppUrl is { IsAbsoluteUri: true } app && (!app.AbsolutePath.EndsWith('/') || app.Query.Length > 0 || app.Fragment.Length > 0))
            yield return $"{Key(nameof(options.AppUrl))} is '{app}': it must end with a slash and have no query.";
    }

    private static IEnumerable<string> Times(EscalationOptions options)
    {
        foreach (var (name, span, longest) in new[]
        {
            (nameof(options.RosterMaxAge), options.RosterMaxAge, LongestRosterAge),
            (nameof(options.StormWindow), options.StormWindow, LongestWindow),
            (nameof(options.PushGrace), options.PushGrace, LongestWindow),
        })
        {
            if (span <= TimeSpan.Zero || span > longest)
                yield return $"{Key(name)} is {span}: it must be above zero and at most {longest}.";
        }
        if (options.Rules.YoungApp is { } age && (age <= TimeSpan.Zero || age > LongestAppAge))
            yield return $"{Key("Rules")}:{nameof(options.Rules.YoungApp)} is {age}: it must be above zero and at most {LongestAppAge}, or Never.";
    }

    private static IEnumerable<string> Rules(EscalationRules rules)
    {
        for (var i = 0; i < rules.ScopePatterns.Count; i++)
        {
            if (rules.ScopePatterns[i].Length > LongestPattern || rules.ScopePatterns[i].Any(char.IsWhiteSpace))
                yield return $"{Key("Rules")}:{nameof(rules.ScopePatterns)}:{i} must be one scope name with * for any run of characters, at most {LongestPattern} characters.";
        }
    }

    private static bool IsSlackId(string text, string kinds) =>
        text.Length is >= 3 and <= 32 && kinds.Contains(text[0], StringComparison.Ordinal) && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}
