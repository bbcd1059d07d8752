namespace OAuthAttest.Configuration;

/// <summary>The setting is at the top level under its own name and not in its section, as triggers require.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TopLevelAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}
