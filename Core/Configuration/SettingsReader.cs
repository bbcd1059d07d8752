using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OAuthAttest.Configuration;

/// <summary>
/// Reads a section into its options class. All mistakes are collected, each with its exact key, instead of stopping at the first; a
/// value that cannot be read keeps its default. An empty value counts as not set.
/// </summary>
internal sealed class SettingsReader(IConfiguration root, SettingsSection section, Mistakes mistakes)
{
    /// <summary>Reads the section without reporting mistakes, which is the task of the check.</summary>
    public static T Read<T>(IConfiguration configuration)
        where T : class, new()
    {
        var options = new T();
        new SettingsReader(configuration, SettingsSection.Of(typeof(T)), new Mistakes(configuration, typeof(T))).Fill(options);
        return options;
    }

    public void Fill(object options)
    {
        // A value under the section's own name is ignored: it may be another program's environment variable.
        var at = root.GetSection(section.Name);
        Fill(options, at);
        RefuseUnknown(options.GetType(), at);
    }

    private void Fill(object owner, IConfigurationSection at)
    {
        foreach (var member in SettingMember.Of(owner.GetType()))
        {
            var own = member.TopLevelKey is { } key ? root.GetSection(key) : at.GetSection(member.Name);
            switch (member.Shape)
            {
                case SettingShape.One when !member.IsGroup:
                    FillValue(owner, member, own);
                    break;
                case SettingShape.One:
                    FillGroup(owner, member, member.IsAtOwnersLevel ? at : own);
                    break;
                case SettingShape.List:
                    FillList(owner, member, own);
                    break;
                default:
                    FillMap(owner, member, own);
                    break;
            }
        }
    }

    private void FillValue(object owner, SettingMember member, IConfigurationSection at)
    {
        RefuseBelow(at);
        // An empty schedule is kept, so that the check reports it: for the host it is an error, not the default.
        if (member.IsSchedule && at.Value is not null)
            member.Set(owner, at.Value.Trim());
        else if (Text(at) is { } text && TryRead(member, at.Path, text, out var value))
            member.Set(owner, value);
    }

    private void FillGroup(object owner, SettingMember member, IConfigurationSection at)
    {
        var group = member.NewGroup(member.Get(owner));
        Fill(group, at);
        member.Set(owner, group);
        if (member.IsAtOwnersLevel)
            return;
        RefuseValue(at, $"{at.Path}:…");
        RefuseUnknown(member.Item, at);
    }

    /// <summary>A list is <c>…:0</c>, <c>…:1</c>, or, of plain values, one text with commas.</summary>
    private void FillList(object owner, SettingMember member, IConfigurationSection at)
    {
        var entries = new List<IConfigurationSection>();
        foreach (var child in at.GetChildren())
        {
            if (int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                entries.Add(child);
            else
                mistakes.AddAt(child.Path, $"is not a setting: entries of a list are numbered, {at.Path}:0 is the first.");
        }
        if (member.IsGroup)
        {
            RefuseValue(at, $"{at.Path}:0:…");
            if (entries.Count > 0)
                Set(owner, member, entries.Select(entry => Group(member, entry)));
        }
        else if (Text(at) is { } joined)
        {
            if (entries.Count > 0)
                mistakes.AddAt(at.Path, $"is set twice: as one value and as {entries[0].Path}.");
            var texts = joined.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            SetParsed(owner, member, texts.Select((text, i) => (Path: $"{at.Path}:{i}", Text: text)));
        }
        else if (entries.Count > 0)
        {
            SetParsed(owner, member, entries.Select(EntryText).OfType<(string Path, string Text)>());
        }
    }

    private void FillMap(object owner, SettingMember member, IConfigurationSection at)
    {
        RefuseValue(at, $"{at.Path}:<name>");
        var type = typeof(Dictionary<,>).MakeGenericType(typeof(string), member.Item);
        var map = (IDictionary)Activator.CreateInstance(type, StringComparer.OrdinalIgnoreCase)!;
        foreach (var entry in at.GetChildren())
        {
            if (member.IsGroup)
                map[entry.Key] = Group(member, entry);
            else if (EntryText(entry) is { } text && TryRead(member, text.Path, text.Text, out var value))
                map[entry.Key] = value;
        }
        if (map.Count > 0)
            member.Set(owner, map);
    }

    private object Group(SettingMember member, IConfigurationSection at)
    {
        var group = member.NewGroup(null);
        Fill(group, at);
        RefuseValue(at, $"{at.Path}:…");
        RefuseUnknown(member.Item, at);
        return group;
    }

    private (string Path, string Text)? EntryText(IConfigurationSection entry)
    {
        RefuseBelow(entry);
        if (Text(entry) is { } text)
            return (entry.Path, text);
        // What stands below it is told already.
        if (!entry.GetChildren().Any())
            mistakes.AddAt(entry.Path, "is empty.");
        return null;
    }

    private void SetParsed(object owner, SettingMember member, IEnumerable<(string Path, string Text)> texts)
    {
        var values = new List<object?>();
        foreach (var (path, text) in texts)
        {
            if (TryRead(member, path, text, out var value))
                values.Add(value);
        }
        Set(owner, member, values);
    }

    private static void Set(object owner, SettingMember member, IEnumerable<object?> values)
    {
        var read = values.ToList();
        var list = Array.CreateInstance(member.Item, read.Count);
        for (var i = 0; i < read.Count; i++)
            list.SetValue(read[i], i);
        member.Set(owner, list);
    }

    private bool TryRead(SettingMember member, string path, string text, out object? value)
    {
        value = null;
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            mistakes.AddAt(path, "holds a NUL character.");
            return false;
        }
        if (member.IsOptional && text.Equals(SettingText.Never, StringComparison.OrdinalIgnoreCase))
            return true;
        if (SettingText.TryParse(member.Item, text, out value))
            return true;
        mistakes.AddAt(
            path, member.IsSecret ? $"must be {member.Expected}." : $"is '{SettingText.Shown(text)}': it must be {member.Expected}.");
        return false;
    }

    private static string? Text(IConfigurationSection at) => at.Value?.Trim() is { Length: > 0 } text ? text : null;

    // The message does not repeat the value: it may be a secret that was set one level too high.
    private void RefuseValue(IConfigurationSection at, string where)
    {
        if (Text(at) is not null)
            mistakes.AddAt(at.Path, $"has no value of its own: its settings are {where}.");
    }

    private void RefuseBelow(IConfigurationSection at)
    {
        foreach (var child in at.GetChildren())
            mistakes.AddAt(child.Path, $"is not a setting: {at.Path} is one value.");
    }

    /// <summary>Reports a key that no property has: it is misspelt, and would otherwise be ignored without a message.</summary>
    private void RefuseUnknown(Type type, IConfigurationSection at)
    {
        var names = NamesOf(type).ToList();
        foreach (var child in at.GetChildren().Where(child => !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if ((section.IsShared ? NearestName.Find(child.Key, names) : NearestName.FindAlsoByBeginning(child.Key, names)) is { } near)
                mistakes.AddAt(child.Path, $"is not a setting. Did you mean {at.Path}:{near}?");
            else if (!section.IsShared)
                mistakes.AddAt(child.Path, $"is not a setting. {Elsewhere(child.Key) ?? KnownHere(names)}");
        }
    }

    /// <summary>The key of the setting with that name elsewhere in the section.</summary>
    private string? Elsewhere(string name) => KnownSetting.Of(section.Options)
        .FirstOrDefault(setting => new[] { setting.Name, setting.Member.Name }.Contains(name, StringComparer.OrdinalIgnoreCase))
        is { } meant ? $"Did you mean {meant.Key}?" : null;

    private static string KnownHere(List<string> names) => $"Known here: {string.Join(", ", names.Order(StringComparer.Ordinal))}.";

    private static IEnumerable<string> NamesOf(Type type) => SettingMember.Of(type).Where(member => member.TopLevelKey is null)
        .SelectMany(member => member.IsAtOwnersLevel ? NamesOf(member.Item) : [member.Name]);
}
