using System.Text;
using System.Text.Json;

namespace OAuthAttest.Grants.Import.Json;

/// <summary>
/// Reads the objects of a provider's JSON file one at a time, whatever its size. The file may be a bare list, an API response that
/// contains the list (<c>{"value":[…]}</c>, several of them one after another), or one object per line.
/// </summary>
/// <param name="stream">The file.</param>
/// <param name="shape">How the provider wraps its lists.</param>
internal sealed class JsonElements(Stream stream, JsonListShape shape)
{
    private const int LongestElement = 64 * 1024 * 1024;
    private const int NoElement = -1;
    private const int NoList = -1;

    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = 64 };

    private byte[] buffer = new byte[128 * 1024];
    private int filled;
    private int position;
    private bool ended;
    private bool started;
    private JsonReaderState state = new(Options);
    private int elementStart = NoElement;
    private int elementEnd;
    private int elementDepth = NoList;
    private bool listIsNext;
    private string? property;
    private bool rootIsEnvelope;
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

    /// <exception cref="JsonException">The file is not JSON, or does not have this shape. Its line number counts from 0.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        elementStart = NoElement;
        while (true)
        {
            if (started && TryAdvance())
                return true;
            if (started && ended)
                return Finish();
            await FillAsync(cancellation);
        }
    }

    private bool Finish() => Pages > 0 || Index >= 0
        ? false
        : throw new JsonException("the file is empty", null, 0, null);

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
            return TakeOutsideList(ref reader, from, depth);
        if (depth > elementDepth)
            return false;
        if (depth < elementDepth)
        {
            EndList(depth);
            return false;
        }
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Begin(ref reader, from),
            JsonTokenType.EndObject => true,
            _ => throw Wrong(ref reader, from, "an element of the list is no object"),
        };
    }

    private bool TakeOutsideList(ref Utf8JsonReader reader, int from, int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray when depth == 0:
                elementDepth = 1;
                return false;
            case JsonTokenType.StartObject when depth == 0:
                rootIsEnvelope = false;
                return Begin(ref reader, from);
            case JsonTokenType.EndObject when depth == 0:
                return EndRoot();
            case JsonTokenType.PropertyName when depth == 1:
                property = reader.GetString();
                listIsNext = shape.Lists.Contains(property!);
                return false;
            case JsonTokenType.PropertyName
                when depth == 2
                    && property == JsonListShape.LinksProperty
                    && shape.NextPage.Contains(property)
                    && reader.ValueTextEquals("next"u8):
                PagesWithNext++;
                return false;
            case JsonTokenType.StartArray when depth == 1 && listIsNext:
                rootIsEnvelope = true;
                elementStart = NoElement;
                elementDepth = 2;
                return false;
            default:
                if (depth == 0)
                    throw Wrong(ref reader, from, "the file holds neither a list nor objects");
                if (depth == 1)
                    TakeProperty(ref reader, from);
                return false;
        }
    }

    private void TakeProperty(ref Utf8JsonReader reader, int from)
    {
        if (property is "error" or "errorCode")
            throw Wrong(ref reader, from, "this is an error that the provider answered, not a list: the export failed");
        if (shape.NextPage.Contains(property!) && reader.TokenType == JsonTokenType.String)
            PagesWithNext++;
        if (property == "kind" && reader.TokenType == JsonTokenType.String && shape.ListKinds.Contains(reader.GetString()!))
            rootIsEnvelope = true;
        listIsNext = false;
    }

    private void EndList(int depth)
    {
        elementDepth = NoList;
        listIsNext = false;
        if (depth == 0)
            Pages++;
    }

    /// <summary>An object that turned out to hold no list is itself an element.</summary>
    private bool EndRoot()
    {
        if (rootIsEnvelope)
        {
            Pages++;
            elementStart = NoElement;
        }
        return !rootIsEnvelope;
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
        var count = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
        filled += count;
        ended = count == 0;
        if (!started && (filled >= Encoding.UTF8.Preamble.Length || ended))
            SkipByteOrderMark();
    }

    private void SkipByteOrderMark()
    {
        started = true;
        if (buffer.AsSpan(0, filled).StartsWith(Encoding.UTF8.Preamble))
            position = Encoding.UTF8.Preamble.Length;
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
