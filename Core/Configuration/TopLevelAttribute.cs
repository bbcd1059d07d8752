namespace OAuthAttest.Configuration;

/// <summary>The setting stands at the top under a name of its own and not in its section, as those that triggers name must.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TopLevelAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}
