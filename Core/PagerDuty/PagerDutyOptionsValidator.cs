using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;

namespace OAuthAttest.PagerDuty;

/// <summary>Checks the section at start. No message repeats a key.</summary>
internal sealed class PagerDutyOptionsValidator : IValidateOptions<PagerDutyOptions>
{
    public ValidateOptionsResult Validate(string? name, PagerDutyOptions options)
    {
        var problems = options.ReadErrors.ToList();
        CheckKeys(options, problems);
        CheckAddress(nameof(options.EventsUrl), options.EventsUrl, problems);
        CheckAddress(nameof(options.RestUrl), options.RestUrl, problems);
        if (options.WebhookSecrets.Any(string.IsNullOrWhiteSpace))
            problems.Add("PagerDuty:WebhookSecrets has an empty entry");
        if (options.RequestTimeout < TimeSpan.FromMilliseconds(100) || options.RequestTimeout > TimeSpan.FromMinutes(2))
            problems.Add("PagerDuty:RequestTimeout must lie between 0.1 and 120 seconds");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    // A key of the wrong form is refused by PagerDuty: better said now than when somebody must be paged.
    private static void CheckKeys(PagerDutyOptions options, List<string> problems)
    {
        const string Form = "must be an integration key: 32 letters and digits";
        if (options.RoutingKey.Length == 0 && options.IsRequired)
            problems.Add("PagerDuty:RoutingKey is missing: with Escalation:Enabled somebody must be paged");
        else if (options.RoutingKey.Length > 0 && !IsRoutingKey(options.RoutingKey))
            problems.Add($"PagerDuty:RoutingKey {Form}");
        if (options.FallbackRoutingKey is not { } fallback)
            return;
        if (!IsRoutingKey(fallback))
            problems.Add($"PagerDuty:FallbackRoutingKey {Form}");
        else if (fallback == options.RoutingKey)
            problems.Add("PagerDuty:FallbackRoutingKey must differ from PagerDuty:RoutingKey: it is for when that one fails");
    }

    private static void CheckAddress(string name, Uri address, List<string> problems)
    {
        if (ServiceAddress.Problem(address) is { } problem)
            problems.Add($"PagerDuty:{name} {problem}");
    }

    private static bool IsRoutingKey(string text) => text.Length == PagerDutyOptions.RoutingKeyLength && text.All(char.IsAsciiLetterOrDigit);
}
