namespace OAuthAttest.Configuration;

/// <summary>
/// Marks an options class that represents a whole configuration section. Its public properties are the section's keys, their initial
/// values the defaults; a key without a property is a mistake.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingsSectionAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>Other programs have keys in the section too: an unknown key is a mistake only if it resembles one of ours.</summary>
    public bool IsShared { get; init; }
}
