using CsvHelper;

namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>The files that people write and review: the names to cover, the hand-written sentences, and the words for the rules.</summary>
public sealed class ScopeSources
{
    public required IReadOnlyList<ScopeName> Names { get; init; }

    public required IReadOnlyDictionary<ScopeName, (Risk Risk, string Sentence)> Hand { get; init; }

    public required IReadOnlyDictionary<(ProviderName Provider, string Resource), ResourceWords> Words { get; init; }

    /// <summary>
    /// Reads <c>names</c>, <c>hand</c> and <c>words</c> below <paramref name="folder"/>; each file is named after its provider.
    /// </summary>
    /// <exception cref="InvalidDataException">A line is invalid or exists twice.</exception>
    public static ScopeSources Load(string folder) => new()
    {
        Names = [.. Rows(folder, "names").SelectMany(ToNames)],
        Hand = Unique(Rows(folder, "hand"), row => row.Name, row => (row.Choice<Risk>("risk"), row["sentence"])),
        Words = Unique(Rows(folder, "words"), row => (row.Provider, row["resource"]), ToWords),
    };

    private static IEnumerable<ScopeName> ToNames(Row row) =>
        row["access"] == "both"
            ?
            [
                new ScopeName(row.Provider, row["scope"], ScopeAccess.Delegated),
                new ScopeName(row.Provider, row["scope"], ScopeAccess.Application),
            ]
            : [row.Name];

    private static ResourceWords ToWords(Row row) =>
        new(
            row["resource"],
            row.Choice<Risk>("read"),
            row.Choice<Risk>("write"),
            row["phrase"],
            row["own"] is { Length: > 0 } own ? own : null
        );

    private static Dictionary<TKey, TValue> Unique<TKey, TValue>(IEnumerable<Row> rows, Func<Row, TKey> key, Func<Row, TValue> value)
        where TKey : notnull
    {
        var found = new Dictionary<TKey, TValue>();
        foreach (var row in rows)
        {
            if (!found.TryAdd(key(row), value(row)))
                throw row.Wrong($"{key(row)} stands there twice");
        }

        return found;
    }

    private static IEnumerable<Row> Rows(string folder, string kind)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, kind), "*.csv").Order(StringComparer.Ordinal))
        {
            using var csv = CsvReader.FromFile(path, ScopeTable.Strict);
            while (csv.Read())
                yield return new Row(ProviderName.Parse(Path.GetFileNameWithoutExtension(path)), csv, path);
        }
    }

    /// <summary>The line being read; valid until the next one is read.</summary>
    private sealed class Row(ProviderName provider, CsvReader csv, string path)
    {
        public ProviderName Provider => provider;

        public ScopeName Name => new(provider, this["scope"], Choice<ScopeAccess>("access"));

        public string this[string column] => csv.GetString(column);

        public T Choice<T>(string column)
            where T : struct, Enum =>
            ScopeTable.TryWord<T>(this[column], out var value) ? value : throw Wrong($"{column} '{this[column]}' is not known");

        public InvalidDataException Wrong(string what) => new($"{path}, line {csv.LineNumber}: {what}");
    }
}
