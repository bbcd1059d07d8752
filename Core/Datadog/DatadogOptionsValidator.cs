using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;

namespace OAuthAttest.Datadog;

/// <summary>Checks the section at start. No message repeats a key.</summary>
internal sealed class DatadogOptionsValidator : IValidateOptions<DatadogOptions>
{
    public ValidateOptionsResult Validate(string? name, DatadogOptions options)
    {
        var problems = options.ReadErrors.ToList();
        if (options.ApiKey is not null && options.AppKey is null)
            problems.Add("Datadog:AppKey is missing: events need it beside the API key");
        if (options.ApiKey is null && options.AppKey is not null)
            problems.Add("Datadog:ApiKey is missing: the application key alone sends nothing");
        if (!DatadogOptions.Sites.Contains(options.Site))
            problems.Add($"Datadog:Site must be one of {string.Join(", ", DatadogOptions.Sites)}");
        CheckAddress(nameof(options.EventsUrl), options.EventsUrl, problems);
        CheckAddress(nameof(options.ApiUrl), options.ApiUrl, problems);
        if (options.RequestTimeout < TimeSpan.FromMilliseconds(100) || options.RequestTimeout > TimeSpan.FromMinutes(2))
            problems.Add("Datadog:RequestTimeout must lie between 0.1 and 120 seconds");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckAddress(string name, Uri? address, List<string> problems)
    {
        if (address is not null && ServiceAddress.Problem(address) is { } problem)
            problems.Add($"Datadog:{name} {problem}");
    }
}
