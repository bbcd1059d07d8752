using System.Reflection;

namespace OAuthAttest.Configuration;

/// <summary>An options class and the configuration section that it is read from.</summary>
public sealed record SettingsSection(string Name, Type Options, bool IsShared)
{
    public static SettingsSection Of(Type options) => options.GetCustomAttribute<SettingsSectionAttribute>() is { } section
        ? new SettingsSection(section.Name, options, section.IsShared)
        : throw new InvalidOperationException($"{options} has no {nameof(SettingsSectionAttribute)}.");

    /// <summary>All sections of an assembly.</summary>
    public static IEnumerable<SettingsSection> In(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.IsDefined(typeof(SettingsSectionAttribute))).Select(Of);

    /// <summary>The schedules of the section by their keys, with their defaults.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Schedules() => KnownSetting.Of(Options)
        .Where(setting => setting.Member.IsSchedule)
        .Select(setting => KeyValuePair.Create(setting.Key, (string?)SettingText.Format(setting.Default)));
}
