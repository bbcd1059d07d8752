using System.Text.Json;

namespace OAuthAttest.ScopeAudits.Registry;

/// <summary>Something that can be done about a change, with what it is filled in from.</summary>
/// <param name="Parameters">By name: a text as it stands, or <c>{a path}</c> into the record.</param>
/// <param name="When">By path: what must stand there; null: anything.</param>
public sealed record ActionTemplate(
    RemediationKind Kind, IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string>? When = null)
{
    private const int MostValues = 50;

    /// <exception cref="FormatException">A parameter is missing, unknown, or no path.</exception>
    internal void Check()
    {
        if (!Enum.IsDefined(Kind))
            throw new FormatException("kind is none of ours");
        var known = RemediationParameters.Of(Kind);
        if (known.FirstOrDefault(name => !Parameters.ContainsKey(name)) is { } missing)
            throw new FormatException($"{Kind} needs {missing}");
        var others = Parameters.Keys.Where(name => !known.Contains(name) && !RemediationParameters.IsOfARunbook(Kind, name));
        if (others.FirstOrDefault() is { } unknown)
            throw new FormatException($"{Kind} has no {unknown}");
        foreach (var value in Parameters.Values)
            _ = PathOf(value);
        foreach (var path in When?.Keys ?? [])
            _ = RecordPath.Parse(path);
    }

    /// <returns>
    /// The parameters with the record's own ids; null: the record lacks one, hides it, has several where one is meant, or has it in a form
    /// that nothing should be called with.
    /// </returns>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>>? Fill(JsonElement record)
    {
        if (When?.All(each => RecordPath.Parse(each.Key).In(record).SequenceEqual([each.Value], StringComparer.Ordinal)) == false)
            return null;
        var filled = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in Parameters)
        {
            IReadOnlyList<string> values = PathOf(value) is { } path
                ? [.. path.In(record).Distinct(StringComparer.Ordinal).Take(MostValues + 1)]
                : [value];
            var most = RemediationParameters.IsList(name) ? MostValues : 1;
            if (values.Count == 0 || values.Count > most || !values.All(CommandTemplate.IsOneWord))
                return null;
            filled[name] = values;
        }
        return filled;
    }

    private static RecordPath? PathOf(string value) =>
        value is ['{', .., '}'] ? RecordPath.Parse(value[1..^1])
        : value.AsSpan().ContainsAny('{', '}') ? throw new FormatException($"'{value}' is neither a text nor a path in braces")
        : null;
}
