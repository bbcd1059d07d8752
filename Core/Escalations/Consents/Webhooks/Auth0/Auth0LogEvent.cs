using System.Text.Json;
using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.Auth0;

/// <summary>
/// One entry of Auth0's log. Auth0 has no event for consent; two kinds of entry report one: a login whose consent prompt records what
/// was granted, and a write of the Management API that lets a client call an API by itself.
/// </summary>
/// <remarks>https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes, https://github.com/auth0/auth0-log-schemas</remarks>
internal static class Auth0LogEvent
{
    private const string Login = "s";
    private const string ManagementWrite = "sapi";
    private const string ClientGrants = "/api/v2/client-grants";

    private static readonly ProviderName Provider = ProviderName.Parse("auth0");

    public static RecordReading Read(JsonElement entry, string path)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            return RecordReading.Malformed(path, "must be a JSON object");
        // A stream to EventBridge and the Management API write the data without the envelope.
        var data = entry.Field("data") is { ValueKind: JsonValueKind.Object } inner ? inner : entry;
        if (data.Text("type") is null)
            return RecordReading.Malformed($"{path}.data.type", "is missing");
        var grants = data.Field("details")
            .Field("prompts")
            .Items()
            .Select(prompt => prompt.Field("grantInfo"))
            .OfType<JsonElement>()
            .ToList();
        var isLogin = data.Text("type") == Login && grants.Count > 0;
        if (!isLogin && !IsClientGrant(data))
            return RecordReading.NoConsent;
        if ((entry.Text("log_id") ?? data.Text("log_id")) is not { } id)
            return RecordReading.Malformed($"{path}.log_id", "is missing");
        if (data.Instant("date") is not { } date)
            return RecordReading.Malformed($"{path}.data.date", "must be a time in ISO 8601");
        var consent = new ConsentEvent
        {
            Source = ConsentSource.Auth0,
            EventKey = id,
            OtherContent = OtherContent.IsSeparate,
            Provider = Provider,
            OccurredAt = date,
            Who = Person(data),
            App = new ConsentedApp(data.Text("client_id") ?? OAuthApp.UnknownClientId, data.Text("client_name")),
            Scopes = UntrustedText.Scopes(grants.SelectMany(grant => grant.Field("scope").Scopes())),
            ConsentType = ConsentType.Principal,
            Tenant = data.Text("tenant_name"),
            IpAddress = data.Text("ip"),
            UserAgent = data.Text("user_agent"),
        };
        return RecordReading.Of(isLogin ? consent : ByManagement(consent, data));
    }

    /// <summary>The entry's client is the one that made the change; the client that got access is in the request or its response.</summary>
    private static ConsentEvent ByManagement(ConsentEvent consent, JsonElement data)
    {
        var request = data.Field("details").Field("request");
        var asked = request.Field("body");
        var answered = data.Field("details").Field("response").Field("body");
        var person = request.Field("auth").Field("user");
        return consent with
        {
            Who = person is { } user
                ? new ConsentingPerson(user.Text("user_id"), EmailAddress.Of(user.Text("email")), user.Text("name"))
                : Client(consent.Who, data),
            App = new ConsentedApp(asked.Text("client_id") ?? answered.Text("client_id") ?? OAuthApp.UnknownClientId, null),
            Scopes = UntrustedText.Scopes(asked.Field("scope").Scopes().Concat(answered.Field("scope").Scopes())),
            ConsentType = ConsentType.Application,
            IsAdminConsent = true,
        };
    }

    /// <summary>A token of a client's own has no user: the client is who made the change.</summary>
    private static ConsentingPerson Client(ConsentingPerson known, JsonElement data) =>
        known.Kind == ActorKind.Unknown && data.Text("client_id") is { } client
            ? new ConsentingPerson(client, null, data.Text("client_name"), IsApp: true, client)
            : known;

    private static ConsentingPerson Person(JsonElement data) =>
        new(data.Text("user_id"), EmailAddress.Of(data.Text("user_name")), data.Text("user_name"));

    private static bool IsClientGrant(JsonElement data)
    {
        if (data.Text("type") != ManagementWrite || data.Field("details").Field("request") is not { } request)
            return false;
        var path = request.Text("path")?.Split('?')[0].TrimEnd('/');
        var isGrant = path == ClientGrants || path?.StartsWith($"{ClientGrants}/", StringComparison.Ordinal) == true;
        var isWrite = request.Text("method")?.ToUpperInvariant() is "POST" or "PATCH" or "PUT";
        return isGrant && isWrite && data.Field("details").Field("response").Text("statusCode") is null or "200" or "201";
    }
}
