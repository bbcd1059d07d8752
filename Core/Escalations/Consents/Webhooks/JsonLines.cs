using System.Text.Json;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>JSON lines: one document a line.</summary>
internal static class JsonLines
{
    /// <returns>Null: the text is not that, because it has one line, or its first line is no JSON.</returns>
    public static IEnumerable<RecordReading>? Read(ReadOnlySpan<byte> body, Func<JsonElement, string, IEnumerable<RecordReading>> read)
    {
        if (!body.Trim(" \t\r\n"u8).Contains((byte)'\n'))
            return null;
        var readings = new List<RecordReading>();
        var number = 0;
        foreach (var range in body.Split((byte)'\n'))
        {
            number++;
            var line = body[range].Trim(" \t\r"u8);
            if (line.IsEmpty)
                continue;
            var path = $"line {number}";
            if (StrictJson.Parse(line, out var problem) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } entry)
                readings.AddRange(read(entry, path));
            else if (readings.Count == 0)
                return null;
            else
                readings.Add(RecordReading.Malformed(path, problem).From(line, path));
        }
        return readings;
    }
}
