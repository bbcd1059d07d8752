using Microsoft.Extensions.Configuration;

namespace OAuthAttest.Configuration;

/// <summary>
/// Finds misspelt names at the top level: of sections, and of top-level settings. Most names there belong to other programs (the
/// host's settings, all environment variables), so only a name that is nearly one of ours is reported.
/// </summary>
public sealed class SectionNames(IConfiguration configuration, IEnumerable<SettingsSection> sections)
{
    public IEnumerable<string> Mistakes()
    {
        var owned = sections.ToList();
        var names = owned.Select(section => section.Name).ToList();
        var keys = owned.SelectMany(section => KnownSetting.Of(section.Options))
            .Select(setting => setting.Member.TopLevelKey).OfType<string>().ToList();
        foreach (var child in configuration.GetChildren().Where(child => !IsIn(names, child.Key) && !IsIn(keys, child.Key)))
        {
            if (child.GetChildren().FirstOrDefault() is { } first && NearestName.Find(child.Key, names) is { } section)
                yield return $"{first.Path} is in no section. Did you mean {section}:{first.Key}?";
            else if (child.Value is not null && NearestName.Find(child.Key, keys) is { } key)
                yield return $"{child.Key} is not a setting. Did you mean {key}?";
        }
    }

    private static bool IsIn(List<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
