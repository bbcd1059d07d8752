using System.Buffers;
using System.Text.Json;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>The answer of a search in Log Analytics: tables with columns, and rows without names.</summary>
internal static class LogTables
{
    /// <summary>The rows of tables that have an operation's name, each as an object of its columns.</summary>
    public static IEnumerable<JsonElement> Records(JsonElement? results)
    {
        foreach (var table in results.Field("tables").Items())
        {
            var columns = table.Items("columns").Select(column => column.Text("name") ?? "").ToList();
            if (
                !columns.Contains("OperationName", StringComparer.OrdinalIgnoreCase)
                && !columns.Contains("ActivityDisplayName", StringComparer.OrdinalIgnoreCase)
                && !columns.Contains("Operation", StringComparer.OrdinalIgnoreCase)
            )
            {
                continue;
            }
            foreach (var row in table.Items("rows").Where(row => row.ValueKind == JsonValueKind.Array))
                yield return Row(columns, row);
        }
    }

    private static JsonElement Row(List<string> columns, JsonElement row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, cell) in columns.Zip(row.EnumerateArray()))
            {
                writer.WritePropertyName(name);
                cell.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
