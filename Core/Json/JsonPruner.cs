using System.Buffers;
using System.Text.Json;

namespace OAuthAttest.Json;

/// <summary>
/// Takes a JSON document in pieces and keeps its bytes, except the values of some members near the root: those are read past and
/// become <c>null</c>. Memory is bounded by what is kept and by the largest single value, not by the document.
/// </summary>
/// <param name="skipped">Names of the members whose values are not kept.</param>
/// <param name="mostKept">More kept bytes than this end the reading, as does a single value of more.</param>
/// <param name="deepest">How deep these members may be: 1 are those of the root object only.</param>
internal sealed class JsonPruner(IReadOnlyCollection<string> skipped, int mostKept, int deepest = 1)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    private readonly ArrayBufferWriter<byte> kept = new();
    private JsonReaderState state = new(Options);
    private byte[] pending = [];
    private bool isSkippedNext;
    private int? skippedFrom;

    /// <summary>The document's text is not JSON. What comes after is ignored.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>More would have to be kept than allowed. What comes after is ignored.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The document without the skipped values; as much of it as was read.</summary>
    public ReadOnlyMemory<byte> Kept => kept.WrittenMemory;

    /// <summary>The next bytes of the document.</summary>
    public void Append(ReadOnlySpan<byte> piece) => Read(piece, isFinal: false);

    /// <summary>There are no more bytes.</summary>
    public void Complete() => Read([], isFinal: true);

    private void Read(ReadOnlySpan<byte> piece, bool isFinal)
    {
        if (IsMalformed || IsTooLarge)
            return;
        byte[] bytes = [.. pending, .. piece];
        try
        {
            var read = ReadTokens(bytes, isFinal);
            pending = bytes[read..];
        }
        catch (JsonException)
        {
            IsMalformed = true;
        }
        IsTooLarge |= kept.WrittenCount > mostKept || pending.Length > mostKept;
        if (IsMalformed || IsTooLarge)
            pending = [];
    }

    /// <returns>How many bytes were read; the rest begins a token that is not complete yet.</returns>
    private int ReadTokens(byte[] bytes, bool isFinal)
    {
        var reader = new Utf8JsonReader(bytes, isFinal, state);
        var copied = 0;
        while (reader.Read())
        {
            var isNearRoot = reader.CurrentDepth >= 1 && reader.CurrentDepth <= deepest;
            if (skippedFrom is { } depth)
            {
                if (reader.CurrentDepth != depth || reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
                    continue;
                skippedFrom = null;
                copied = (int)reader.BytesConsumed;
            }
            else if (isSkippedNext)
            {
                isSkippedNext = false;
                kept.Write(bytes.AsSpan(copied, (int)reader.TokenStartIndex - copied));
                kept.Write("null"u8);
                copied = (int)reader.BytesConsumed;
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    skippedFrom = reader.CurrentDepth;
            }
            else
            {
                isSkippedNext = isNearRoot && reader.TokenType == JsonTokenType.PropertyName && IsSkipped(ref reader);
            }
        }
        state = reader.CurrentState;
        var end = (int)reader.BytesConsumed;
        if (skippedFrom is null)
            kept.Write(bytes.AsSpan(copied, end - copied));
        return end;
    }

    private bool IsSkipped(ref Utf8JsonReader reader)
    {
        foreach (var name in skipped)
        {
            if (reader.ValueTextEquals(name))
                return true;
        }
        return false;
    }
}
