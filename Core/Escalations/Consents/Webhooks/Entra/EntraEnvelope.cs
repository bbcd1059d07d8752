using System.Text.Json;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>
/// Removes what wraps the records: a list, <c>{"records":[…]}</c> of Event Hubs and Azure Monitor, <c>{"value":[…]}</c> of Graph, the
/// common alert schema. The envelope of diagnostic settings is part of a record: <see cref="EntraAuditRecord"/>.
/// </summary>
internal static class EntraEnvelope
{
    private const int DeepestList = 4;

    public static IEnumerable<RecordReading> Read(JsonElement value, string path) => Read(value, path, 0);

    private static IEnumerable<RecordReading> Read(JsonElement value, string path, int depth)
    {
        if (value.ValueKind == JsonValueKind.Array && depth < DeepestList)
            return value.EnumerateArray().SelectMany((item, i) => Read(item, (path.Length == 0 ? "body" : path).At(i), depth + 1));
        if (value.ValueKind != JsonValueKind.Object)
            return [RecordReading.Malformed(path.Length == 0 ? "body" : path, "must be a JSON object")];
        foreach (var list in new[] { "records", "value" })
        {
            if (value.Field(list) is { ValueKind: JsonValueKind.Array } records)
                return Read(records, Within(path, list), depth + 1);
        }
        return CommonAlert.IsOne(value) ? CommonAlert.Read(value, path) : [EntraAuditRecord.Read(value, path)];
    }

    internal static string Within(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";
}
