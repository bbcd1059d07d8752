using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Slack;

/// <summary>Checks the whole section and the wording at start, and names every key that is missing or wrong.</summary>
internal sealed class SlackOptionsValidator : IValidateOptions<SlackOptions>
{
    public ValidateOptionsResult Validate(string? name, SlackOptions options)
    {
        var problems = new List<string>();
        CheckApp(options, problems);
        CheckAddress(options.BaseUrl, problems);
        CheckLimits(options, problems);
        if (options.TemplatesFolder is { } folder && !Directory.Exists(folder))
            problems.Add($"Slack:TemplatesFolder does not exist: {folder}");
        else
            SlackTemplates.Load(options.TemplatesFolder, problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckApp(SlackOptions options, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(options.BotToken))
            problems.Add("Slack:BotToken is missing: the bot token of the Slack app (xoxb-…)");
        if (options.SigningSecrets.Length == 0)
            problems.Add("Slack:SigningSecrets:0 is missing: the signing secret of the Slack app");
        if (options.SigningSecrets.Any(string.IsNullOrWhiteSpace))
            problems.Add("Slack:SigningSecrets has an empty entry");
        if (!IsId(options.LeadChannel))
            problems.Add("Slack:LeadChannel must be the id of a channel or user, such as C0123ABCD");
    }

    private static void CheckAddress(Uri address, List<string> problems)
    {
        if (ServiceAddress.Problem(address) is { } problem)
            problems.Add($"Slack:BaseUrl {problem}");
    }

    private static void CheckLimits(SlackOptions options, List<string> problems)
    {
        if (options.PacePerMinute is < 0 or > 6000)
            problems.Add("Slack:PacePerMinute must lie between 0 and 6000");
        if (options.DirectoryPageSize is < 1 or > 1000)
            problems.Add("Slack:DirectoryPageSize must lie between 1 and 1000");
        if (options.RequestTimeout < TimeSpan.FromMilliseconds(100) || options.RequestTimeout > TimeSpan.FromMinutes(2))
            problems.Add("Slack:RequestTimeout must lie between 0.1 and 120 seconds");
        if (options.RetryDelay < TimeSpan.Zero || options.RetryDelay > TimeSpan.FromMinutes(1))
            problems.Add("Slack:RetryDelay must lie between 0 and 60 seconds");
    }

    private static bool IsId(string text) =>
        text.Length is >= 3 and <= 32 && text[0] is 'C' or 'G' or 'D' or 'U' or 'W' && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}
