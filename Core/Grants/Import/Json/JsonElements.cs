using System.Text.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Grants.Import.Json;

/// <summary>
/// Reads the objects of a provider's JSON file one at a time, whatever its size. The file may be a bare list, an API response that
/// contains the list (<c>{"value":[…]}</c>, several of them one after another), a list of lists or of responses (<c>gh api --paginate
/// --slurp</c>, <c>jq -s</c>), or one object per line.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="shape">How the provider wraps its lists.</param>
internal sealed class JsonElements(Stream file, JsonListShape shape)
{
    private const int LongestElement = 64 * 1024 * 1024;
    private const int NoElement = -1;
    private const int NoList = -1;
    private const int DeepestNesting = 3;

    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = 64 };

    private readonly JsonNames names = new(shape);
    private readonly bool[] holdsPages = new bool[DeepestNesting + 1];
    private Stream? stream;
    private byte[] buffer = new byte[128 * 1024];
    private int filled;
    private int position;
    private bool ended;
    private JsonReaderState state = new(Options);
    private int elementStart = NoElement;
    private int elementEnd;

    // The depth of the elements of the list that is being read, once it is known to be one: their inside need not be looked at.
    private int elementDepth = NoList;

    // How many bare lists are open around the next value.
    private int nesting;
    private bool inObject;
    private JsonName property;
    private bool isResponse;
    private bool hasNext;
    private long pageStart;
    private int countedTo;
    private long line = 1;

    public ReadOnlySpan<byte> Element => buffer.AsSpan(elementStart, elementEnd - elementStart);

    /// <summary>The line on which the element starts.</summary>
    public long Line { get; private set; }

    /// <summary>Its position in the list, from 0.</summary>
    public long Index { get; private set; } = -1;

    /// <summary>The number of lists read so far, and how many of them say that another page follows.</summary>
    public int Pages { get; private set; }

    public int PagesWithNext { get; private set; }

    /// <summary>Whether the last list says that another page follows.</summary>
    public bool EndsWithNext { get; private set; }

    /// <summary>How many elements the last bare list has; 0 after another form.</summary>
    public long LastBareList { get; private set; }

    /// <summary>How many elements the provider says that the whole list has; null: it does not say.</summary>
    public long? Declared { get; private set; }

    /// <summary>Whether the file was read to its end.</summary>
    public bool IsWhole { get; private set; }

    /// <exception cref="JsonException">The file is not JSON, or does not have this shape. Its line number counts from 0.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        stream ??= await OpenAsync(cancellation);
        elementStart = NoElement;
        while (true)
        {
            if ((filled > 0 || ended) && TryAdvance())
                return true;
            if (ended)
                return Finish();
            await FillAsync(cancellation);
        }
    }

    private async ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        var opened = await UnicodeText.OpenAsync(file, cancellation);
        return opened.Problem is null ? opened.Stream : throw new JsonException(opened.Problem, null, 0, null);
    }

    private bool Finish()
    {
        IsWhole = Pages > 0 || Index >= 0;
        return IsWhole ? false : throw new JsonException("the file is empty", null, 0, null);
    }

    /// <summary>Continues reading in the buffer; true when an element is complete.</summary>
    private bool TryAdvance()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(position, filled - position), ended, state);
        var from = position;
        var complete = false;
        while (!complete && reader.Read())
            complete = Take(ref reader, from);
        position = from + (int)reader.BytesConsumed;
        state = reader.CurrentState;
        if (complete)
        {
            elementEnd = position;
            Index++;
        }
        return complete;
    }

    private bool Take(ref Utf8JsonReader reader, int from)
    {
        var depth = reader.CurrentDepth;
        if (elementDepth == NoList)
            return inObject ? TakeInObject(ref reader, from, depth) : TakeBetween(ref reader, from);
        if (depth > elementDepth)
            return false;
        if (depth < elementDepth)
        {
            EndList();
            return false;
        }
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Begin(ref reader, from),
            JsonTokenType.EndObject => true,
            _ => throw Wrong(ref reader, from, "an element of the list is no object"),
        };
    }

    /// <summary>A value that is in no response and in no list whose form is known.</summary>
    private bool TakeBetween(ref Utf8JsonReader reader, int from)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray when nesting < DeepestNesting:
                holdsPages[nesting] = true;
                nesting++;
                holdsPages[nesting] = false;
                pageStart = Index + 1;
                return false;
            case JsonTokenType.EndArray:
                EndArray();
                return false;
            case JsonTokenType.StartObject:
                (inObject, isResponse, hasNext, property) = (true, false, false, JsonName.Other);
                return Begin(ref reader, from);
            default:
                throw Wrong(
                    ref reader,
                    from,
                    nesting == 0 ? "the file holds neither a list nor objects" : "an element of the list is no object"
                );
        }
    }

    /// <summary>Inside an object that may be a response around a list, or an element.</summary>
    private bool TakeInObject(ref Utf8JsonReader reader, int from, int depth)
    {
        if (depth == nesting)
            return EndObject(ref reader, from);
        if (depth == nesting + 1)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                property = names.Of(ref reader);
            else
                TakeProperty(ref reader, from);
        }
        else if (depth == nesting + 2 && property == JsonName.Links && reader.TokenType == JsonTokenType.PropertyName)
        {
            hasNext |= reader.ValueTextEquals("next"u8);
        }
        return false;
    }

    private void TakeProperty(ref Utf8JsonReader reader, int from)
    {
        switch (property, reader.TokenType)
        {
            case (JsonName.Links, JsonTokenType.StartObject):
                return;
            case (JsonName.List, JsonTokenType.StartArray):
                isResponse = true;
                elementStart = NoElement;
                elementDepth = nesting + 2;
                break;
            case (JsonName.Error, not JsonTokenType.Null):
                throw Wrong(
                    ref reader,
                    from,
                    "this is an error that the provider answered, not a list: the export failed; correct the cause and export again"
                );
            case (JsonName.NextPage, JsonTokenType.String):
                hasNext |= !reader.ValueTextEquals(""u8);
                break;
            case (JsonName.Kind, JsonTokenType.String):
                isResponse |= names.IsListKind(ref reader);
                break;
            case (JsonName.Count, JsonTokenType.Number) when reader.TryGetInt64(out var count):
                Declared = Math.Max(Declared ?? 0, count);
                break;
        }
        property = JsonName.Other;
    }

    private void EndList()
    {
        elementDepth = NoList;
        if (!inObject)
            EndArray();
    }

    private void EndArray()
    {
        if (!holdsPages[nesting])
        {
            EndPage(next: false);
            LastBareList = Index + 1 - pageStart;
        }
        nesting--;
    }

    private void EndPage(bool next)
    {
        Pages++;
        PagesWithNext += next ? 1 : 0;
        EndsWithNext = next;
        LastBareList = 0;
    }

    /// <summary>An object that turned out to hold no list is itself an element, and so are the others beside it.</summary>
    private bool EndObject(ref Utf8JsonReader reader, int from)
    {
        inObject = false;
        if (isResponse)
        {
            EndPage(hasNext);
            holdsPages[nesting] = true;
            elementStart = NoElement;
            return false;
        }
        if (nesting > 0 && holdsPages[nesting])
            throw Wrong(ref reader, from, "an object stands between pages, and is none: is it an error that the provider answered?");
        if (nesting > 0)
            elementDepth = nesting;
        return true;
    }

    private bool Begin(ref Utf8JsonReader reader, int from)
    {
        elementStart = from + (int)reader.TokenStartIndex;
        CountLinesTo(elementStart);
        Line = line;
        return false;
    }

    private JsonException Wrong(ref Utf8JsonReader reader, int from, string problem)
    {
        CountLinesTo(from + (int)reader.TokenStartIndex);
        return new JsonException(problem, null, line - 1, null);
    }

    private void CountLinesTo(int end)
    {
        line += buffer.AsSpan(countedTo, end - countedTo).Count((byte)'\n');
        countedTo = end;
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        var keepFrom = elementStart == NoElement ? position : Math.Min(elementStart, position);
        if (keepFrom > 0)
            Shift(keepFrom);
        if (filled == buffer.Length)
        {
            if (buffer.Length >= LongestElement)
                throw new JsonException($"an element is longer than {LongestElement} bytes", null, line - 1, null);
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        var count = await stream!.ReadAsync(buffer.AsMemory(filled), cancellation);
        filled += count;
        ended = count == 0;
    }

    private void Shift(int by)
    {
        CountLinesTo(Math.Max(countedTo, by));
        buffer.AsSpan(by, filled - by).CopyTo(buffer);
        filled -= by;
        position -= by;
        countedTo -= by;
        if (elementStart != NoElement)
            elementStart -= by;
    }
}
