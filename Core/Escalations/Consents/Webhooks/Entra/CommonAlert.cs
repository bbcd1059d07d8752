using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OAuthAttest.Grants;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>
/// Azure Monitor's common alert schema around the rows of a log search. The rows may have been left out, and newer rules never send
/// them: then all that is known is that somebody consented to something, and exactly that is escalated. Ignoring the alert would lose
/// the consent unless another source reported it.
/// </summary>
/// <remarks>https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema</remarks>
internal static class CommonAlert
{
    private const string Schema = "azureMonitorCommonAlertSchema";

    public static bool IsOne(JsonElement value) => value.Text("schemaId") == Schema;

    public static IEnumerable<RecordReading> Read(JsonElement alert, string path)
    {
        var data = alert.Field("data");
        var essentials = data.Field("essentials");
        if (essentials is not { ValueKind: JsonValueKind.Object } facts)
            return [RecordReading.Malformed(EntraEnvelope.Within(path, "data.essentials"), "must be a JSON object")];
        if (facts.Text("monitorCondition") == "Resolved")
            return [];
        var records = Records(data.Field("alertContext")).ToList();
        return records.Count > 0
            ? records.Select((record, i) => EntraAuditRecord.Read(record, EntraEnvelope.Within(path, "data.alertContext.rows").At(i)))
            : [WithoutRows(facts, path)];
    }

    private static RecordReading WithoutRows(JsonElement essentials, string path)
    {
        if (essentials.Text("alertId") is not { } id)
            return RecordReading.Malformed(EntraEnvelope.Within(path, "data.essentials.alertId"), "is missing");
        if (essentials.Instant("firedDateTime") is not { } fired)
            return RecordReading.Malformed(EntraEnvelope.Within(path, "data.essentials.firedDateTime"), "must be a time in ISO 8601");
        return RecordReading.Of(new ConsentEvent
        {
            Source = ConsentSource.Entra,
            // The alert's id stays the same when its rule fires again, so the time is part of the key.
            EventKey = string.Create(CultureInfo.InvariantCulture, $"alert-{id[(id.LastIndexOf('/') + 1)..]}-{fired.ToUnixTimeSeconds()}"),
            Provider = ProviderName.Entra,
            OccurredAt = fired,
            Who = new ConsentingPerson(null, null, null),
            App = new ConsentedApp(OAuthApp.UnknownClientId, "An app that the alert did not name"),
            Scopes = [],
            ConsentType = ConsentType.Principal,
        });
    }

    /// <summary>The rows of tables that have an operation's name, each as an object of its columns.</summary>
    private static IEnumerable<JsonElement> Records(JsonElement? context)
    {
        var results = context.Field("SearchResults") ?? context.Field("searchResults");
        foreach (var table in results.Field("tables").Items())
        {
            var columns = table.Items("columns").Select(column => column.Text("name") ?? "").ToList();
            if (
                !columns.Contains("OperationName", StringComparer.OrdinalIgnoreCase)
                && !columns.Contains("ActivityDisplayName", StringComparer.OrdinalIgnoreCase)
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
