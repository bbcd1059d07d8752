using System.Text;
using OAuthAttest.Json;

namespace OAuthAttest.Interactions;

/// <summary>The result of parsing an interaction request.</summary>
public abstract record SlackInteraction
{
    private SlackInteraction()
    {
    }

    /// <summary>A click that this app handles.</summary>
    public sealed record Accepted(SlackCommand Command) : SlackInteraction;

    /// <summary>Slack's certificate check: answer 200 with an empty body.</summary>
    public sealed record SslCheck : SlackInteraction;

    /// <summary>A valid request that this app does not handle: answer 200 with an empty body.</summary>
    public sealed record Ignored(string What) : SlackInteraction;

    /// <summary>
    /// Answer 400. <paramref name="Field"/> is the field and <paramref name="Problem"/> what is wrong with it; neither contains input.
    /// </summary>
    public sealed record Malformed(string Field, string Problem) : SlackInteraction;

    /// <summary>Parses the raw body of a request whose signature was verified. Never throws, whatever the bytes.</summary>
    public static SlackInteraction Parse(ReadOnlySpan<byte> rawBody)
    {
        try
        {
            var form = SlackForm.Parse(rawBody);
            if (form.ContainsKey("ssl_check") && !form.ContainsKey("payload"))
                return new SslCheck();
            if (!form.TryGetValue("payload", out var payload))
                return new Malformed("payload", "is missing");
            return StrictJson.Parse(Encoding.UTF8.GetBytes(payload), out var problem) is { } json
                ? SlackPayload.Read(json)
                : new Malformed("payload", problem);
        }
        catch (SlackFieldException e)
        {
            return new Malformed(e.Field, e.Problem);
        }
    }
}

/// <summary>A field of an interaction is missing or wrong.</summary>
internal sealed class SlackFieldException(string field, string problem) : Exception($"{field} {problem}")
{
    public string Field { get; } = field;

    public string Problem { get; } = problem;
}

/// <summary>Strict parsing of the form encoding of an interaction request.</summary>
internal static class SlackForm
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Dictionary<string, string> Parse(ReadOnlySpan<byte> body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty)
                continue;
            var equals = pair.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            if (!fields.TryAdd(name, equals < 0 ? "" : Decode(pair[(equals + 1)..])))
                throw new SlackFieldException(name == "payload" ? "payload" : "body", "has a field twice");
        }
        return fields;
    }

    private static string Decode(ReadOnlySpan<byte> encoded)
    {
        var bytes = new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            bytes[length++] = encoded[i] switch
            {
                (byte)'+' => (byte)' ',
                (byte)'%' => Escaped(encoded, ref i),
                var other => other,
            };
        }
        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw new SlackFieldException("body", "is not UTF-8");
        }
    }

    private static byte Escaped(ReadOnlySpan<byte> encoded, ref int index)
    {
        if (
            index + 2 >= encoded.Length
            || !char.IsAsciiHexDigit((char)encoded[index + 1])
            || !char.IsAsciiHexDigit((char)encoded[index + 2])
        )
        {
            throw new SlackFieldException("body", "is not form-encoded");
        }
        var value = (HexDigit(encoded[index + 1]) << 4) | HexDigit(encoded[index + 2]);
        index += 2;
        return (byte)value;
    }

    private static int HexDigit(byte digit) => digit switch
    {
        <= (byte)'9' => digit - '0',
        <= (byte)'F' => digit - 'A' + 10,
        _ => digit - 'a' + 10,
    };
}
