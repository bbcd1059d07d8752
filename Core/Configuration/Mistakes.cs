using Microsoft.Extensions.Configuration;

namespace OAuthAttest.Configuration;

/// <summary>
/// Collects what is wrong with one section, each line beginning with its key. A key is reported once: a value that could not be read
/// was replaced by its default, so what a later rule finds wrong with it is not the user's mistake.
/// </summary>
public sealed class Mistakes
{
    private readonly IConfiguration configuration;
    private readonly List<string> lines;
    private readonly HashSet<string> keys;
    private readonly Type? section;
    private readonly string path;

    internal Mistakes(IConfiguration configuration, Type section)
        : this(configuration, [], new HashSet<string>(StringComparer.OrdinalIgnoreCase), section, SettingsSection.Of(section).Name)
    {
    }

    private Mistakes(IConfiguration configuration, List<string> lines, HashSet<string> keys, Type? section, string path) =>
        (this.configuration, this.lines, this.keys, this.section, this.path) = (configuration, lines, keys, section, path);

    internal IReadOnlyList<string> Lines => lines;

    /// <summary>The full key of a property: <c>Campaign:ResponseWindow</c>.</summary>
    public string Key(string name) =>
        (section is null ? null : SettingMember.Of(section).FirstOrDefault(member => member.Name == name)?.TopLevelKey) ?? $"{path}:{name}";

    /// <summary>The mistakes of a nested record, or of an entry of a list of records: <c>Exclusions:0</c>.</summary>
    public Mistakes In(string name) => new(configuration, lines, keys, null, $"{path}:{name}");

    /// <summary>The mistakes of another section, for a rule over both.</summary>
    public Mistakes Of<T>()
        where T : class, new() => new(configuration, lines, keys, typeof(T), SettingsSection.Of(typeof(T)).Name);

    /// <summary>Reads another section, for a rule over both. Its own mistakes are reported by its own check, not here.</summary>
    public T Read<T>()
        where T : class, new() => SettingsReader.Read<T>(configuration);

    /// <summary>A named connection string, for a rule about the name; null: there is none.</summary>
    public string? ConnectionString(string name) => configuration.GetConnectionString(name) is { Length: > 0 } text ? text : null;

    /// <summary>Whether a mistake was reported for the value: what depends on it cannot be checked then.</summary>
    public bool Has(string name) => IsMistaken(Key(name));

    /// <summary>Reports "&lt;key&gt; &lt;problem&gt;".</summary>
    public void Add(string name, string problem) => AddOnce(Key(name), problem);

    /// <summary>As <see cref="Add"/>, for the record itself: <c>Campaign:Exclusions:0 names no …</c>.</summary>
    public void AddHere(string problem) => AddOnce(path, problem);

    /// <summary>Reports "&lt;key&gt;: &lt;sentence&gt;": a mistake in the file that the key names; a file may have several.</summary>
    public void AddContent(string name, string sentence) => lines.Add(SettingText.OneLine($"{Key(name)}: {sentence}"));

    internal void AddAt(string key, string problem)
    {
        keys.Add(key);
        lines.Add(SettingText.OneLine($"{key} {problem}"));
    }

    private void AddOnce(string key, string problem)
    {
        if (!IsMistaken(key))
            AddAt(key, problem);
    }

    private bool IsMistaken(string key) => keys.Any(told =>
        told.Equals(key, StringComparison.OrdinalIgnoreCase) || told.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase));
}
