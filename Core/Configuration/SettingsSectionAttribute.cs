namespace OAuthAttest.Configuration;

/// <summary>
/// Marks an options class: the configuration section that it is, whole. Its public properties are the section's keys, their initial
/// values the defaults; a key that no property has is a mistake.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingsSectionAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>Others have keys in the section too: an unknown one is a mistake only where it looks like one of ours.</summary>
    public bool IsShared { get; init; }
}
