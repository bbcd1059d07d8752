using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace OAuthAttest.Slack.Text;

/// <summary>The texts of all messages: the built-in ones, and those of a team's folder that replace them.</summary>
public sealed class SlackTemplates
{
    private const string ResourcePrefix = "OAuthAttest.Slack.Templates.";

    private readonly FrozenDictionary<TextSlot, TextTemplate> templates;

    private SlackTemplates(Dictionary<TextSlot, TextTemplate> templates) => this.templates = templates.ToFrozenDictionary();

    /// <summary>Loads the built-in texts, and then those of <paramref name="folder"/>, which replace them.</summary>
    /// <exception cref="OptionsValidationException">
    /// One or more files are invalid; the failures name file, text and placeholder.
    /// </exception>
    internal static SlackTemplates Load(string? folder, TextCatalog catalog)
    {
        var problems = new List<string>();
        var loaded = Load(folder, catalog, problems);
        return loaded ?? throw new OptionsValidationException(SlackOptions.Section, typeof(SlackOptions), problems);
    }

    /// <summary>As <see cref="Load(string?, TextCatalog)"/>, but collects every problem; null when there is one.</summary>
    internal static SlackTemplates? Load(string? folder, TextCatalog catalog, List<string> problems)
    {
        var found = new Dictionary<TextSlot, TextTemplate>();
        foreach (var file in catalog.Slots.GroupBy(slot => slot.File, StringComparer.Ordinal))
        {
            var slots = file.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
            Add(found, slots, BuiltIn(file.Key), $"built-in {file.Key}", problems);
            foreach (var missing in slots.Values.Where(slot => !found.ContainsKey(slot)))
                problems.Add($"built-in {file.Key}: \"{missing.Name}\" is missing or wrong");
            if (folder is not null && Path.Combine(folder, file.Key) is var path && File.Exists(path))
                Add(found, slots, Own(path, problems), path, problems);
        }
        if (problems.Count == 0)
            catalog.CheckTogether(slot => found[slot].WorstLength, problems);
        return problems.Count == 0 ? new SlackTemplates(found) : null;
    }

    internal string Say(TextSlot slot, params ReadOnlySpan<TextValue> values) => templates[slot].Render(values);

    private static void Add(
        Dictionary<TextSlot, TextTemplate> found,
        Dictionary<string, TextSlot> slots,
        Dictionary<string, string> texts,
        string origin,
        List<string> problems
    )
    {
        foreach (var (name, text) in texts)
        {
            if (!slots.TryGetValue(name, out var slot))
            {
                problems.Add(
                    $"{origin}: \"{name}\" is no text of this file; it has {string.Join(", ", slots.Keys.Order(StringComparer.Ordinal))}"
                );
            }
            else if (TextTemplate.Parse(slot, text, origin, problems) is { } template)
            {
                found[slot] = template;
            }
        }
    }

    private static Dictionary<string, string> BuiltIn(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourcePrefix + file)
            ?? throw new InvalidOperationException($"The built-in template {file} is missing from the assembly.");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }

    private static Dictionary<string, string> Own(string path, List<string> problems)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        }
        catch (JsonException e)
        {
            problems.Add($"{path}: not a JSON object of texts (line {e.LineNumber + 1}, {e.Path})");
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: cannot be read");
            return [];
        }
    }
}
