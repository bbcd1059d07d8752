using System.Buffers;
using System.Text.Json;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>
/// Finds the records in a stream of JSON, one after the other, in one pass of the tokenizer and with a buffer for one record: a log
/// file as S3 delivers it (<c>{"Records":[…]}</c>), the answer of LookupEvents (<c>{"Events":[{"CloudTrailEvent":"…"}]}</c>), a list, and
/// records one after the other, as on lines. What is looked at in each record is copied nowhere.
/// </summary>
internal sealed class CloudTrailScanner : IDisposable
{
    public const int DeepestNesting = 128;

    /// <summary>CloudTrail's own limit is 256 KiB a record; a longer one is a fault of the file, and ends its reading.</summary>
    public const int LargestRecord = 16 * 1024 * 1024;

    private const int FirstBuffer = 256 * 1024;

    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = DeepestNesting };

    private readonly Stream stream;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int start;
    private int end;
    private bool isLast;
    private bool isBegun;
    private bool isWrapped;
    private int? listDepth;
    private bool listFollows;
    private JsonReaderState state = new(Options);
    private RecordPlaces places;

    public CloudTrailScanner(Stream stream) => this.stream = stream;

    private enum Step
    {
        Record,
        Token,
        More,
    }

    /// <summary>The record: valid until the next one.</summary>
    public ReadOnlySpan<byte> Record => places.Whole.Of(buffer);

    /// <summary>As it stands in the JSON, without its quotes; it is what the record says only if the record is plain.</summary>
    public ReadOnlySpan<byte> EventName => places.Name.Of(buffer);

    public ReadOnlySpan<byte> EventTime => places.Time.Of(buffer);

    public ReadOnlySpan<byte> Region => places.Region.Of(buffer);

    public ReadOnlySpan<byte> Account => places.Account.Of(buffer);

    /// <inheritdoc cref="RecordPlaces.IsPlain"/>
    public bool IsPlain => places.IsPlain;

    /// <summary>Goes to the next record.</summary>
    /// <returns>False: the stream has ended.</returns>
    /// <exception cref="JsonException">It is no JSON from here on, or a record is too long.</exception>
    public bool MoveNext()
    {
        if (!isBegun)
            SkipMark();
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isLast, state);
            var step = Next(ref reader);
            if (step == Step.More)
            {
                if (isLast)
                    return IsAtEnd(reader.CurrentDepth) ? false : throw new JsonException("it ends in the middle of a record");
                Fill();
                continue;
            }
            start += (int)reader.BytesConsumed;
            state = reader.CurrentState;
            if (step == Step.Record)
                return true;
        }
    }

    /// <summary>Goes behind the line that could not be read, where each record has its own.</summary>
    /// <returns>False: it stands within a list, behind which nothing can be read.</returns>
    public bool TrySkipLine()
    {
        if (isWrapped || listDepth is not null)
            return false;
        state = new JsonReaderState(Options);
        // The last record ends before its line's end.
        SkipSpace();
        while (true)
        {
            var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            start = newline < 0 ? end : start + newline + 1;
            if (newline >= 0 || isLast)
                return true;
            Fill();
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    /// <summary>One token around the records, or a whole record. What is not there as a whole is read again, with more.</summary>
    private Step Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            return Step.More;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when listDepth is { } list && reader.CurrentDepth == list + 1:
                return Capture(ref reader);
            case JsonTokenType.StartObject when reader.CurrentDepth == 0:
                var ahead = reader;
                if (IsWrapper(ref ahead) is not { } wrapper)
                    return Step.More;
                isWrapped = wrapper;
                return wrapper ? Step.Token : Capture(ref reader);
            case JsonTokenType.StartArray when listDepth is null && (reader.CurrentDepth == 0 || listFollows):
                listDepth = reader.CurrentDepth;
                listFollows = false;
                return Step.Token;
            case JsonTokenType.EndArray when listDepth == reader.CurrentDepth:
                listDepth = null;
                return Step.Token;
            case JsonTokenType.EndObject:
                isWrapped = false;
                return Step.Token;
            case JsonTokenType.PropertyName:
                if (reader.ValueIsEscaped)
                    throw new JsonException("a name around the records is written with escapes");
                listFollows = IsList(ref reader);
                return listFollows || reader.TrySkip() ? Step.Token : Step.More;
            default:
                // In the place of a record is something else.
                var from = (int)reader.TokenStartIndex;
                if (!reader.TrySkip())
                    return Step.More;
                listFollows = false;
                places = new RecordPlaces { Whole = new Place(start + from, (int)reader.BytesConsumed - from) };
                return Step.Record;
        }
    }

    /// <summary>Whether an object has records, or is one; null: more must be read to know.</summary>
    private static bool? IsWrapper(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                return false;
            if (!reader.ValueIsEscaped && IsList(ref reader))
                return true;
            if (!reader.ValueIsEscaped && (reader.ValueTextEquals("eventName"u8) || reader.ValueTextEquals("userIdentity"u8)))
                return false;
            if (!reader.TrySkip())
                return null;
        }
        return null;
    }

    private static bool IsList(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("Records"u8) || reader.ValueTextEquals("Events"u8);

    private Step Capture(ref Utf8JsonReader reader)
    {
        var (depth, first) = (reader.CurrentDepth, (int)reader.TokenStartIndex);
        var found = default(RecordPlaces);
        var field = RecordFields.None;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.CurrentDepth != depth + 1)
                    continue;
                // Half a surrogate pair in it cannot be compared; no service writes its members' names with escapes.
                if (reader.ValueIsEscaped)
                    found.SetOdd();
                else
                    field = RecordPlaces.FieldOf(ref reader);
            }
            else if (field != RecordFields.None)
            {
                var place = reader.TokenType == JsonTokenType.String
                    ? new Place(start + (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length)
                    : default;
                found.Set(field, place, reader.ValueIsEscaped);
                field = RecordFields.None;
            }
            else if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth)
            {
                found.Whole = new Place(start + first, (int)reader.BytesConsumed - first);
                places = found;
                return Step.Record;
            }
        }
        return Step.More;
    }

    private bool IsAtEnd(int depth) =>
        depth == 0 && !isWrapped && listDepth is null && !buffer.AsSpan(start, end - start).ContainsAnyExcept(" \t\r\n"u8);

    /// <summary>The mark that some editors put before UTF-8.</summary>
    private void SkipMark()
    {
        isBegun = true;
        while (end < 3 && !isLast)
            Fill();
        if (buffer.AsSpan(0, end).StartsWith("\uFEFF"u8))
            start = 3;
    }

    private void SkipSpace()
    {
        while (true)
        {
            var next = buffer.AsSpan(start, end - start).IndexOfAnyExcept(" \t\r\n"u8);
            start = next < 0 ? end : start + next;
            if (next >= 0 || isLast)
                return;
            Fill();
        }
    }

    /// <summary>Reads on; at least as much as is there already, so that a long record is not tried anew for every few bytes.</summary>
    private void Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end == buffer.Length)
        {
            if (end >= LargestRecord)
                throw new JsonException($"a record is longer than {LargestRecord >> 20} MiB");
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        var least = Math.Min(Math.Max(1, end), buffer.Length - end);
        var read = stream.ReadAtLeast(buffer.AsSpan(end), least, throwOnEndOfStream: false);
        isLast = read < least;
        end += read;
    }
}
