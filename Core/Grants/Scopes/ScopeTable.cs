using CsvHelper;

namespace OAuthAttest.Grants.Scopes;

/// <summary>
/// Reads and writes the dictionary's CSV: <c>provider,scope,access,risk,source,sentence</c>. The columns may have any order;
/// <c>source</c> may be missing, and the line then counts as the team's own.
/// </summary>
public static class ScopeTable
{
    private static readonly string[] Columns = ["provider", "scope", "access", "risk", "source", "sentence"];

    internal static readonly CsvReaderOptions Strict = new()
    {
        HasHeader = true,
        SkipEmptyLines = true,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

    /// <exception cref="InvalidDataException">A line is invalid; the message names the file, the line and the field.</exception>
    public static IReadOnlyList<ScopeEntry> Read(TextReader text, string fileName)
    {
        using var csv = CsvReader.Create(text, Strict, leaveOpen: true);
        var entries = new List<ScopeEntry>();
        while (NextRecord(csv, fileName))
        {
            if (entries is [])
                CheckHeader(csv, fileName);
            entries.Add(ReadEntry(csv, fileName));
        }

        return entries;
    }

    public static void Write(TextWriter text, IEnumerable<ScopeEntry> entries)
    {
        using var csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord(Columns);
        foreach (var entry in entries)
        {
            csv.WriteRecord([
                entry.Provider.ToString(),
                entry.Scope,
                Word(entry.Access),
                Word(entry.Risk),
                Word(entry.Source),
                entry.Sentence,
            ]);
        }
    }

    /// <summary>How an enum value is written in the files: its name in lower case.</summary>
    internal static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The inverse of <see cref="Word"/>; numbers are refused.</summary>
    internal static bool TryWord<T>(string text, out T value)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]);

    private static void CheckHeader(CsvReader csv, string fileName)
    {
        var missing = Columns.Where(column => column is not "source" && !csv.TryGetFieldIndex(column, out _)).ToList();
        if (missing is not [])
            throw new InvalidDataException($"{fileName}, line 1: missing column {string.Join(", ", missing)}");
    }

    private static bool NextRecord(CsvReader csv, string fileName)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException e)
        {
            throw new InvalidDataException($"{fileName}, line {e.LineNumber}: not valid CSV, or not as many fields as the first line", e);
        }
    }

    private static ScopeEntry ReadEntry(CsvReader csv, string fileName)
    {
        string Field(string column) => csv.GetString(column).Trim();

        InvalidDataException Wrong(string column, string what) => new($"{fileName}, line {csv.LineNumber}, {column}: {what}");

        T Choice<T>(string column)
            where T : struct, Enum =>
            TryWord<T>(Field(column), out var value)
                ? value
                : throw Wrong(column, $"'{Field(column)}' is none of {string.Join(", ", Enum.GetValues<T>().Select(Word))}");

        var provider = ProviderName.TryParse(Field("provider"), out var name)
            ? name
            : throw Wrong("provider", $"'{Field("provider")}' is no provider name");
        var scope = Field("scope") is { Length: > 0 } text ? text : throw Wrong("scope", "is empty");
        var sentence = Field("sentence");
        if (sentence.Length is 0 or > ScopeEntry.MaxSentenceLength || !sentence.EndsWith('.') || sentence.Any(char.IsControl))
            throw Wrong("sentence", $"must be one line of 1 to {ScopeEntry.MaxSentenceLength} characters that ends with a full stop");
        var source = csv.TryGetFieldIndex("source", out _) ? Choice<ScopeSource>("source") : ScopeSource.Team;
        return new ScopeEntry(provider, scope, Choice<ScopeAccess>("access"), Choice<Risk>("risk"), source, sentence);
    }
}
