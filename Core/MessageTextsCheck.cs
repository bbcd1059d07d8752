using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Text;

namespace OAuthAttest;

/// <summary>Checks the texts at start, a team's own too. That the folder exists is checked by the options.</summary>
internal sealed class MessageTextsCheck : IValidateOptions<SlackOptions>
{
    public ValidateOptionsResult Validate(string? name, SlackOptions options)
    {
        if (options.TemplatesFolder is { } folder && !Directory.Exists(folder))
            return ValidateOptionsResult.Success;
        var problems = new List<string>();
        SlackTemplates.Load(options.TemplatesFolder, MessageTexts.Catalog, problems);
        return problems.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                problems.Select(problem => SettingText.OneLine($"{SlackOptions.Section}:{nameof(options.TemplatesFolder)}: {problem}"))
            );
    }
}
