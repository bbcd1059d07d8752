using Microsoft.Extensions.Options;

namespace OAuthAttest.Grants.Scopes;

/// <summary>Reads the file at start: a wrong line would change what people are told an app can do.</summary>
internal sealed class ScopeOptionsValidator : IValidateOptions<ScopeOptions>
{
    public ValidateOptionsResult Validate(string? name, ScopeOptions options)
    {
        List<string> problems = [.. options.ReadErrors];
        try
        {
            ScopeDictionary.Load(options.OverridesFile);
        }
        catch (InvalidDataException wrong)
        {
            problems.Add($"{ScopeOptions.Section}:{nameof(options.OverridesFile)}: {wrong.Message}");
        }
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
