using System.Text;
using System.Text.Json;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>
/// Removes what wraps the records: lists; <c>{"records":[…]}</c> of Event Hubs and Azure Monitor; <c>{"value":[…]}</c> of Graph; the
/// event of a Logic App's or function's event hub trigger; a forwarder's <c>event</c>, <c>result</c> or <c>_raw</c>; tables of Log
/// Analytics; the common alert schema. Each may hold the next one as an object, as JSON in a text or as base64 of it. The envelope of
/// diagnostic settings is part of a record: <see cref="EntraAuditRecord"/>.
/// </summary>
/// <param name="alertRules">See <see cref="ConsentsOptions.EntraAlertRules"/>.</param>
internal sealed class EntraEnvelope(IReadOnlyList<string> alertRules)
{
    public const string Expected =
        "is not understood: expected are records of Entra's audit log (from Graph, diagnostic settings, Log Analytics or Microsoft 365), "
        + "alone, in a list or in a forwarder's envelope, or an alert in the common alert schema";

    private const int DeepestWrapping = 8;

    // Splunk's _raw first: the fields beside it are an incomplete copy of it.
    private static readonly string[] Raw = ["_raw"];
    private static readonly string[] Lists = ["records", "value", "results", "events"];

    private static readonly string[] Wrappers =
    [
        "ContentData", // a Logic App's event hub trigger
        "$content", // the same, of bytes
        "SearchResults", "SearchResult", // log alerts in their older schema
        "AuditData", // Search-UnifiedAuditLog
        "result", // Splunk's alert action
        "event", // Splunk's HTTP event collector, and other collectors
        "data", // CloudEvents
        "body", "content", "message", "payload",
    ];

    private readonly CommonAlert alerts = new(alertRules);

    public IEnumerable<RecordReading> Read(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (StrictJson.Parse(body, out var problem) is { } root)
            return Read(root, "", 0);
        return JsonLines.Read(body, (line, path) => Read(line, path, 1)) ?? [RecordReading.Malformed("body", problem)];
    }

    internal static string Within(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";

    private IEnumerable<RecordReading> Read(JsonElement value, string path, int depth)
    {
        if (depth > DeepestWrapping)
            return [Malformed(value, path, "is wrapped too often")];
        return value.ValueKind switch
        {
            JsonValueKind.Array => value
                .EnumerateArray()
                .SelectMany((item, i) => Read(item, (path.Length == 0 ? "body" : path).At(i), depth + 1)),
            JsonValueKind.Object => ReadObject(value, path, depth),
            JsonValueKind.String when depth > 0 => ReadText(value, path, depth),
            _ => [Malformed(value, path, "must be a JSON object")],
        };
    }

    private IEnumerable<RecordReading> ReadObject(JsonElement value, string path, int depth)
    {
        if (CommonAlert.IsOne(value))
            return alerts.Read(value, path).Select(reading => reading.From(value, path));
        if (Held(value, Raw) is { } raw)
            return Read(raw.Value, Within(path, raw.Name), depth + 1);
        if (ManagementActivity.IsOne(value))
            return [EntraAuditRecord.Read(ManagementActivity.AsAuditRecord(value), path).From(value, path)];
        if (EntraAuditRecord.IsOne(value))
            return [EntraAuditRecord.Read(value, path).From(value, path)];
        if (value.Field("tables") is { ValueKind: JsonValueKind.Array })
            return ReadTables(value, path, depth);
        foreach (var list in Lists)
        {
            if (value.Field(list) is { ValueKind: JsonValueKind.Array } records)
                return Read(records, Within(path, list), depth + 1);
        }
        return Held(value, Wrappers) is { } held
            ? Read(held.Value, Within(path, held.Name), depth + 1)
            : [Malformed(value, path, Expected)];
    }

    private IEnumerable<RecordReading> ReadTables(JsonElement value, string path, int depth)
    {
        var rows = LogTables.Records(value).ToList();
        var hasOthers = rows.Count == 0 && value.Items("tables").Any(table => table.Items("rows").Any());
        return hasOthers
            ? [Malformed(value, Within(path, "tables"), "have rows, and none of the audit log")]
            : rows.SelectMany((row, i) => Read(row, Within(path, "tables.rows").At(i), depth + 1));
    }

    private IEnumerable<RecordReading> ReadText(JsonElement value, string path, int depth)
    {
        var text = Encoding.UTF8.GetBytes(((JsonElement?)value).Text() ?? "");
        if (Parsed(text, path, depth) is { } read)
            return read;
        var decoded = new byte[text.Length];
        return Convert.TryFromBase64Chars(Encoding.UTF8.GetChars(text), decoded, out var length) && length > 0
            ? Parsed(decoded.AsSpan(0, length), path, depth) ?? [Malformed(value, path, "is base64, and not of JSON")]
            : [Malformed(value, path, "is a text that is neither JSON nor base64 of it")];
    }

    private IEnumerable<RecordReading>? Parsed(ReadOnlySpan<byte> text, string path, int depth) =>
        StrictJson.Parse(text, out _) is { } json
            ? Read(json, path, depth + 1)
            : JsonLines.Read(text, (line, place) => Read(line, $"{path} {place}", depth + 1));

    private static (string Name, JsonElement Value)? Held(JsonElement value, string[] names)
    {
        foreach (var name in names)
        {
            if (value.Field(name) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String } held)
                return (name, held);
        }
        return null;
    }

    private static RecordReading Malformed(JsonElement value, string path, string problem) =>
        RecordReading.Malformed(path.Length == 0 ? "body" : path, problem).From(value, path);
}
