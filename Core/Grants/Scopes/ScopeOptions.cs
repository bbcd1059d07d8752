using OAuthAttest.Configuration;

namespace OAuthAttest.Grants.Scopes;

/// <summary>Configuration section <c>Scopes</c>: the sentences of the scope dictionary.</summary>
[SettingsSection(ScopeOptions.Section)]
public sealed class ScopeOptions : IChecked
{
    public const string Section = "Scopes";

    /// <summary>A CSV file with a team's own lines, see docs/scopes.md; null: the dictionary as shipped.</summary>
    public string? OverridesFile { get; set; }

    /// <summary>Reads the file at startup: a wrong line would change what people read about an app.</summary>
    public void Check(Mistakes mistakes)
    {
        try
        {
            ScopeDictionary.Load(OverridesFile);
        }
        catch (InvalidDataException wrong)
        {
            mistakes.AddContent(nameof(OverridesFile), wrong.Message);
        }
    }
}
