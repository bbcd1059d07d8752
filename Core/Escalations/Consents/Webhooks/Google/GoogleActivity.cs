using System.Text.Json;
using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.Google;

/// <summary>
/// One activity of the token report, pushed or polled. An activity may hold consents to several apps: the key is the activity's
/// identity and the app.
/// </summary>
/// <remarks>
/// https://developers.google.com/workspace/admin/reports/v1/appendix/activity/token. Google reports neither publisher nor age of an app.
/// </remarks>
public static class GoogleActivity
{
    private const string Application = "token";
    private const string Authorize = "authorize";

    /// <param name="path">Where the activity is in the body, to name a wrong field; empty if the body is only this activity.</param>
    public static IEnumerable<RecordReading> Read(JsonElement item, string path)
    {
        var prefix = path.Length == 0 ? "" : $"{path}.";
        if (item.ValueKind != JsonValueKind.Object)
            return [RecordReading.Malformed(path.Length == 0 ? "body" : path, "must be a JSON object")];
        if (item.Field("events") is not { ValueKind: JsonValueKind.Array })
            return [RecordReading.Malformed($"{prefix}events", "must be a list")];
        var consents = item.Items("events").Where(entry => entry.Text("name") == Authorize).ToList();
        var id = item.Field("id");
        if (consents.Count == 0 || id.Text("applicationName") is not (null or Application))
            return [];
        if (id.Text("uniqueQualifier") is not { } qualifier)
            return [RecordReading.Malformed($"{prefix}id.uniqueQualifier", "is missing")];
        if (id is not { } identity || identity.Instant("time") is not { } time)
            return [RecordReading.Malformed($"{prefix}id.time", "must be a time in ISO 8601")];
        return consents
            .GroupBy(entry => Parameters(entry, "client_id").FirstOrDefault() ?? OAuthApp.UnknownClientId, StringComparer.Ordinal)
            .Select(app => RecordReading.Of(Consent(item, identity, qualifier, time, app.Key, [.. app])));
    }

    private static ConsentEvent Consent(
        JsonElement item,
        JsonElement id,
        string qualifier,
        DateTimeOffset time,
        string client,
        List<JsonElement> entries
    ) =>
        new()
        {
            Source = ConsentSource.Google,
            EventKey = string.Join(
                '|',
                qualifier,
                ConsentText.Instant(time).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
                Application,
                id.Text("customerId"),
                client
            ),
            OtherContent = OtherContent.IsSeparate,
            Provider = ProviderName.Google,
            OccurredAt = time,
            Who = new ConsentingPerson(item.Field("actor").Text("profileId"), EmailAddress.Of(item.Field("actor").Text("email")), null),
            App = new ConsentedApp(client, entries.SelectMany(entry => Parameters(entry, "app_name")).FirstOrDefault()),
            Scopes = UntrustedText.Scopes(entries.SelectMany(entry => Parameters(entry, "scope"))),
            ConsentType = ConsentType.Principal,
            Tenant = id.Text("customerId"),
            IpAddress = item.Text("ipAddress"),
        };

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
            {
                // Only scopes are several values in one text.
                foreach (var one in name == "scope" ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [text])
                    yield return one;
            }
        }
    }
}
