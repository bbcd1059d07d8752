using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OAuthAttest.Grants.Import.Json;

/// <summary>A folder with a provider's API responses, saved as JSON files.</summary>
internal sealed class JsonExport(string folder, JsonListShape shape, Reading reading)
{
    private const string Advice = "save the API's answer as it came, all of it";

    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>The files of one kind, ordered by name.</summary>
    /// <exception cref="InventoryRejectedException">There is no such file, or no such folder.</exception>
    public IReadOnlyList<string> Require(string pattern)
    {
        var files = Find(pattern);
        return files.Count > 0
            ? files
            : throw new InventoryRejectedException(
                $"{folder} holds no file {pattern}. What an export must hold stands in docs/inventory.md."
            );
    }

    public IReadOnlyList<string> Find(string pattern)
    {
        if (!Directory.Exists(folder))
        {
            throw new InventoryRejectedException(
                File.Exists(folder) ? $"{folder} is a file: name the folder that it is in." : $"There is no folder {folder}.");
        }
        var inFolder = Path.GetDirectoryName(pattern)!;
        var where = Path.Combine(folder, inFolder);
        return Directory.Exists(where)
            ? [.. Directory.GetFiles(where, Path.GetFileName(pattern), AnyCase).Order(StringComparer.Ordinal)]
            : [];
    }

    public void Expect(params IEnumerable<string> files) => reading.BytesTotal += files.Sum(file => new FileInfo(file).Length);

    /// <summary>A file's name for messages: with its folder inside the export.</summary>
    public string NameOf(string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    /// <summary>
    /// The elements of all files of one kind. A file that cannot be read is an error of the reading; so is a list that says that another
    /// page follows when that page is not there.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="kind">What their names begin with before they differ; empty where each is named by what it is about.</param>
    /// <param name="type">The elements' type.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async IAsyncEnumerable<JsonItem<T>> ReadAsync<T>(
        IReadOnlyList<string> files,
        string kind,
        JsonTypeInfo<T> type,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var chain = new PageChain(shape, reading.Errors);
        var before = "";
        foreach (var page in PageName.InOrder(files.Select(file => PageName.Of(file, kind))))
        {
            var name = NameOf(page.File);
            if (before.Length > 0 && !chain.IsOf(page))
            {
                chain.Check(before);
                chain = new PageChain(shape, reading.Errors);
            }
            before = name;
            await using var stream = reading.Open(page.File, name);
            var elements = new JsonElements(stream, shape);
            while (await NextAsync(elements, name, cancellation))
            {
                var origin = new RecordOrigin(name, elements.Line, elements.Index);
                if (TryParse(elements.Element, origin, type, out var value))
                    yield return new JsonItem<T>(value, origin);
            }
            chain.Add(page, elements);
        }
        if (before.Length > 0)
            chain.Check(before);
    }

    private async ValueTask<bool> NextAsync(JsonElements elements, string name, CancellationToken cancellation)
    {
        try
        {
            return await elements.ReadAsync(cancellation);
        }
        catch (JsonException broken)
        {
            reading.Errors.Add(
                new RecordOrigin(name, (broken.LineNumber ?? 0) + 1),
                "",
                $"not readable as JSON from here on: {Reason(broken)}{(broken.GetType() == typeof(JsonException) ? "" : $"; {Advice}")}"
            );
            return false;
        }
    }

    private bool TryParse<T>(ReadOnlySpan<byte> element, RecordOrigin origin, JsonTypeInfo<T> type, out T value)
    {
        try
        {
            value = JsonSerializer.Deserialize(element, type)!;
            return true;
        }
        catch (JsonException wrong)
        {
            var field = (wrong.Path ?? "").TrimStart('$').TrimStart('.');
            // The parser's message names our types, which do not help the user; the position is enough.
            var problem = wrong is FieldProblemException told ? told.Problem
                : CutByPowerShell.IsIn(element) ? $"has the wrong type: {CutByPowerShell.Advice}"
                : "has the wrong type";
            reading.Errors.Add(origin with { Line = origin.Line + (wrong.LineNumber ?? 0) }, field, problem);
            value = default!;
            return false;
        }
    }

    /// <summary>The parser's message without its own positions, because ours are added.</summary>
    private static string Reason(JsonException exception)
    {
        var text = exception.Message;
        foreach (var tail in (string[])[" Path: ", " LineNumber: "])
        {
            var at = text.IndexOf(tail, StringComparison.Ordinal);
            text = at < 0 ? text : text[..at];
        }
        return text.TrimEnd(' ', '|', '.');
    }
}

/// <summary>An element of a list and its position.</summary>
internal readonly record struct JsonItem<T>(T Value, RecordOrigin Origin);
