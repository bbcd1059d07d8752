using System.Collections.Concurrent;

namespace OAuthAttest.Configuration;

/// <summary>
/// A key that exists, with its default. The index of a list of records is written <c>&lt;n&gt;</c>, the key of a dictionary
/// <c>&lt;name&gt;</c>.
/// </summary>
internal sealed record KnownSetting(string Key, SettingMember Member, object? Default)
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<KnownSetting>> Known = new();

    /// <summary>The last part of the key.</summary>
    public string Name => Key[(Key.LastIndexOf(':') + 1)..];

    /// <summary>All keys of a section.</summary>
    public static IReadOnlyList<KnownSetting> Of(Type section) =>
        Known.GetOrAdd(section, type => [.. Within(SettingsSection.Of(type).Name, type, Activator.CreateInstance(type)!)]);

    private static IEnumerable<KnownSetting> Within(string path, Type type, object defaults) => SettingMember.Of(type).SelectMany(member =>
    {
        var (key, value) = (member.TopLevelKey ?? $"{path}:{member.Name}", member.Get(defaults));
        return (member.IsGroup, member.Shape) switch
        {
            (false, _) => [new KnownSetting(key, member, value)],
            (_, SettingShape.One) => Within(member.IsAtOwnersLevel ? path : key, member.Item, member.NewGroup(value)),
            (_, SettingShape.List) => Within($"{key}:<n>", member.Item, member.NewGroup(null)),
            _ => Within($"{key}:<name>", member.Item, member.NewGroup(null)),
        };
    });
}
