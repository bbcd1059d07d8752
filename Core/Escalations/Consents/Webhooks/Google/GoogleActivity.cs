using System.Text.Json;
using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.Google;

/// <summary>
/// One activity of the token or admin report, pushed or polled. An activity may hold consents to several apps: the key is the activity's
/// identity and the app.
/// </summary>
/// <remarks>Google reports neither publisher nor age of an app, and of a delegated client only its id.</remarks>
public static class GoogleActivity
{
    /// <param name="path">Where the activity is in the body, to name a wrong field; empty if the body is only this activity.</param>
    public static IEnumerable<RecordReading> Read(JsonElement item, string path)
    {
        var prefix = path.Length == 0 ? "" : $"{path}.";
        if (item.ValueKind != JsonValueKind.Object)
            return [RecordReading.Malformed(path.Length == 0 ? "body" : path, "must be a JSON object")];
        if (item.Field("events") is not { ValueKind: JsonValueKind.Array })
            return [RecordReading.Malformed($"{prefix}events", "must be a list")];
        var id = item.Field("id");
        var application = id.Text("applicationName");
        var report = GoogleReport.All.FirstOrDefault(known =>
            (application is null || application == known.Application) && Consents(item, known).Any());
        if (report is null)
            return [];
        if (id.Text("uniqueQualifier") is not { } qualifier)
            return [RecordReading.Malformed($"{prefix}id.uniqueQualifier", "is missing")];
        if (id is not { } identity || identity.Instant("time") is not { } time)
            return [RecordReading.Malformed($"{prefix}id.time", "must be a time in ISO 8601")];
        var clientId = report == GoogleReport.Admin ? "API_CLIENT_NAME" : "client_id";
        return Consents(item, report)
            .GroupBy(entry => Client(entry, clientId), StringComparer.Ordinal)
            .Select(app =>
            {
                var consent = Consent(item, report, identity, qualifier, time, app.Key);
                return RecordReading.Of(report == GoogleReport.Admin ? Delegated(consent, [.. app]) : ByPerson(consent, [.. app]));
            });
    }

    // Apps that never registered share one id: they are told apart by their names, as in the inventory.
    private static string Client(JsonElement entry, string parameter) =>
        Parameters(entry, parameter).FirstOrDefault() is { } id
            ? ClientId.Canonical(ProviderName.Google, id, UntrustedText.Display(Parameters(entry, "app_name").FirstOrDefault()))
            : OAuthApp.UnknownClientId;

    private static IEnumerable<JsonElement> Consents(JsonElement item, GoogleReport report) =>
        item.Items("events").Where(entry => entry.Text("name") == report.EventName);

    private static ConsentEvent Consent(
        JsonElement item,
        GoogleReport report,
        JsonElement id,
        string qualifier,
        DateTimeOffset time,
        string client
    ) =>
        new()
        {
            Source = ConsentSource.Google,
            EventKey = string.Join(
                '|',
                qualifier,
                ConsentText.Instant(time).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
                report.Application,
                id.Text("customerId"),
                client
            ),
            OtherContent = OtherContent.IsSeparate,
            Provider = ProviderName.Google,
            OccurredAt = time,
            Who = new ConsentingPerson(item.Field("actor").Text("profileId"), EmailAddress.Of(item.Field("actor").Text("email")), null),
            App = new ConsentedApp(client, null),
            Scopes = [],
            ConsentType = ConsentType.Principal,
            Tenant = id.Text("customerId"),
            IpAddress = item.Text("ipAddress"),
        };

    private static ConsentEvent ByPerson(ConsentEvent consent, List<JsonElement> entries) => consent with
    {
        App = consent.App with { Name = entries.SelectMany(entry => Parameters(entry, "app_name")).FirstOrDefault() },
        Scopes = UntrustedText.Scopes(entries.SelectMany(entry => Parameters(entry, "scope").SelectMany(Split))),
    };

    /// <summary>The client needs nobody's consent any more: it acts by itself, as whomever it likes.</summary>
    private static ConsentEvent Delegated(ConsentEvent consent, List<JsonElement> entries) => consent with
    {
        Scopes = UntrustedText.Scopes(entries.SelectMany(entry => Parameters(entry, "API_SCOPES").SelectMany(Split))),
        ConsentType = ConsentType.Application,
        IsAdminConsent = true,
    };

    // Several scopes may be in one text.
    private static string[] Split(string scopes) => scopes.Split([' ', ',', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Parameters(JsonElement entry, string name)
    {
        foreach (var parameter in entry.Items("parameters").Where(parameter => parameter.Text("name") == name))
        {
            foreach (var value in parameter.Items("multiValue"))
            {
                if (((JsonElement?)value).Text() is { } one)
                    yield return one;
            }
            if (parameter.Text("value") is { } text)
                yield return text;
        }
    }
}
