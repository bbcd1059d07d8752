using System.Globalization;
using System.Text.Json;
using OAuthAttest.Grants;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>
/// Azure Monitor's common alert schema. Rows of the audit log inside it are read as records, whatever the rule is called. The rows may
/// have been left out, and newer rules never send them: then all that is known is that somebody consented to something, and exactly that
/// is escalated, but only for rules that are configured as telling of consents. Any other alert is none of ours; a log alert of which
/// nobody said what it tells is refused, because it could be one.
/// </summary>
/// <remarks>https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema</remarks>
/// <param name="rules">See <see cref="ConsentsOptions.EntraAlertRules"/>.</param>
internal sealed class CommonAlert(IReadOnlyList<string> rules)
{
    private const string Schema = "azureMonitorCommonAlertSchema";
    private const string LogSignal = "Log";

    public static bool IsOne(JsonElement value) => value.Text("schemaId") == Schema;

    public IEnumerable<RecordReading> Read(JsonElement alert, string path)
    {
        var data = alert.Field("data");
        var essentials = data.Field("essentials");
        if (essentials is not { ValueKind: JsonValueKind.Object } facts)
            return [RecordReading.Malformed(EntraEnvelope.Within(path, "data.essentials"), "must be a JSON object")];
        if ("Resolved".Equals(facts.Text("monitorCondition"), StringComparison.OrdinalIgnoreCase))
            return [RecordReading.NoConsent];
        var context = data.Field("alertContext");
        var records = LogTables.Records(context.Field("SearchResults")).ToList();
        return records.Count > 0
            ? records.Select((record, i) => OfRow(record, EntraEnvelope.Within(path, "data.alertContext.rows").At(i)))
            : [WithoutRows(facts, path)];
    }

    private RecordReading WithoutRows(JsonElement essentials, string path)
    {
        if (rules.Count > 0 ? !IsConfigured(essentials) : !IsOfLogs(essentials))
            return RecordReading.NoConsent;
        if (essentials.Text("alertId") is not { } id)
            return RecordReading.Malformed(EntraEnvelope.Within(path, "data.essentials.alertId"), "is missing");
        if (essentials.Instant("firedDateTime") is not { } fired)
            return RecordReading.Malformed(EntraEnvelope.Within(path, "data.essentials.firedDateTime"), "must be a time in ISO 8601");
        if (rules.Count == 0)
        {
            return RecordReading.Malformed(
                EntraEnvelope.Within(path, "data.alertContext"),
                "has no rows of the audit log, and no rule is named whose alerts tell of consents without them "
                + $"({ConsentsOptions.Section}:{nameof(ConsentsOptions.EntraAlertRules)})");
        }
        return RecordReading.Of(new ConsentEvent
        {
            Source = ConsentSource.Entra,
            // The alert's id stays the same when its rule fires again, so the time is part of the key.
            EventKey = string.Create(CultureInfo.InvariantCulture, $"alert-{LastPart(id)}-{fired.ToUnixTimeSeconds()}"),
            Provider = ProviderName.Entra,
            OccurredAt = fired,
            Who = new ConsentingPerson(null, null, null),
            App = new ConsentedApp(OAuthApp.UnknownClientId, "An app that the alert did not name"),
            Scopes = [],
            ConsentType = ConsentType.Principal,
        });
    }

    private static RecordReading OfRow(JsonElement row, string path) => EntraAuditRecord.Read(row, path).From(row, path);

    private static bool IsOfLogs(JsonElement essentials) =>
        essentials.Text("signalType") is null || LogSignal.Equals(essentials.Text("signalType"), StringComparison.OrdinalIgnoreCase);

    // By name, by the whole id or by its last part.
    private bool IsConfigured(JsonElement essentials)
    {
        string?[] names =
        [
            essentials.Text("alertRule"), essentials.Text("alertRuleId"), essentials.Text("originAlertId"),
            LastPart(essentials.Text("alertRuleId")), LastPart(essentials.Text("alertRule")),
        ];
        return rules.Any(rule => names.Any(name => rule.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    private static string? LastPart(string? id) => id?[(id.LastIndexOf('/') + 1)..];
}
