using Microsoft.Extensions.Configuration;

namespace OAuthAttest.Configuration;

/// <summary>
/// Collects what is wrong with one section, each line beginning with its key. A key that was told already is not told again: what could
/// not be read has its default by now, and whatever a later rule says of that is no mistake of anybody's.
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

    /// <summary>The mistakes of a record within, or of an entry of a list of records: <c>Exclusions:0</c>.</summary>
    public Mistakes In(string name) => new(configuration, lines, keys, null, $"{path}:{name}");

    /// <summary>The mistakes of another section, for a rule over both.</summary>
    public Mistakes Of<T>()
        where T : class, new() => new(configuration, lines, keys, typeof(T), SettingsSection.Of(typeof(T)).Name);

    /// <summary>Another section as it is set, for a rule over both. What is wrong with it by itself is its own to tell.</summary>
    public T Read<T>()
        where T : class, new() => SettingsReader.Read<T>(configuration);

    /// <summary>Whether the value is none: what depends on it cannot be checked then.</summary>
    public bool Has(string name) => IsTold(Key(name));

    /// <summary>Tells "&lt;key&gt; &lt;problem&gt;".</summary>
    public void Add(string name, string problem) => TellOnce(Key(name), problem);

    /// <summary>As <see cref="Add"/>, of the record itself: <c>Campaign:Exclusions:0 names no …</c>.</summary>
    public void AddHere(string problem) => TellOnce(path, problem);

    /// <summary>Tells "&lt;key&gt;: &lt;sentence&gt;": what is wrong with a file that the key names, of which there may be much.</summary>
    public void AddContent(string name, string sentence) => lines.Add(SettingText.OneLine($"{Key(name)}: {sentence}"));

    internal void Tell(string key, string problem)
    {
        keys.Add(key);
        lines.Add(SettingText.OneLine($"{key} {problem}"));
    }

    private void TellOnce(string key, string problem)
    {
        if (!IsTold(key))
            Tell(key, problem);
    }

    private bool IsTold(string key) => keys.Any(told =>
        told.Equals(key, StringComparison.OrdinalIgnoreCase) || told.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase));
}
