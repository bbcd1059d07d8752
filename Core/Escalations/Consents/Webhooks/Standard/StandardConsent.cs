using System.Net;
using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.Standard;

/// <summary>
/// The body of our own contract. Parsed strictly, because its producers can fix it: a field that is unknown, of the wrong kind or too
/// long is refused by name.
/// </summary>
internal static class StandardConsent
{
    private const int MostScopes = 500;

    public static WebhookReading Read(string id, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (id.Length > ConsentEvent.MaxEventKey || !id.All(c => c is > ' ' and <= '~'))
        {
            return WebhookReading.Malformed(
                Authentication.StandardWebhookSignature.IdHeader,
                $"must have 1 to {ConsentEvent.MaxEventKey} printable ASCII characters without spaces"
            );
        }
        if (StrictJson.Parse(body, out var problem, allowDuplicates: false) is not { } root)
            return WebhookReading.Malformed("body", problem);
        var problems = new FieldProblems();
        var fields = StrictFields.Of(
            root,
            "",
            ["provider", "occurredAt", "person", "app", "scopes", "consentType", "adminConsent", "tenant", "ip", "userAgent"],
            problems
        );
        var consent = Consent(id, fields, problems);
        RefuseFuture("occurredAt", consent.OccurredAt, now, problems);
        RefuseFuture("app.registeredAt", consent.App.RegisteredAt, now, problems);
        return problems.First is { } refusal ? new WebhookReading([], refusal) : new WebhookReading([consent]);
    }

    private static ConsentEvent Consent(string id, StrictFields fields, FieldProblems problems) => new()
    {
        Source = ConsentSource.Standard,
        EventKey = id,
        OtherContent = OtherContent.IsRefused,
        Provider = Provider(fields, problems),
        OccurredAt = fields.Instant("occurredAt", required: true) ?? default,
        Who = Person(fields.Child("person", ["id", "email", "name", "kind"]), problems),
        App = App(fields.Child("app", ["clientId", "name", "publisher", "publisherVerified", "registeredAt"])),
        Scopes = fields.Texts("scopes", UntrustedText.MaxScope, MostScopes),
        ConsentType = Type(fields, problems),
        IsAdminConsent = fields.Flag("adminConsent"),
        Tenant = fields.Text("tenant", UntrustedText.MaxId),
        IpAddress = Ip(fields, problems),
        UserAgent = fields.Text("userAgent", longest: 2 * ConsentText.MaxUserAgent),
    };

    private static void RefuseFuture(string field, DateTimeOffset? at, DateTimeOffset now, FieldProblems problems)
    {
        if (at - now > ConsentEvent.ClockTolerance)
            problems.Add(field, "must not be more than five minutes in the future");
    }

    private static ProviderName Provider(StrictFields fields, FieldProblems problems)
    {
        if (fields.Text("provider", longest: 32, required: true) is not { } text)
            return default;
        if (!ProviderName.TryParse(text, out var provider))
            problems.Add("provider", "must be a provider's short name: 1 to 32 lower-case letters, digits or hyphens");
        return provider;
    }

    private static ConsentingPerson Person(StrictFields fields, FieldProblems problems)
    {
        var person = new ConsentingPerson(
            fields.Text("id", UntrustedText.MaxId),
            fields.Text("email", ConsentText.MaxEmail),
            fields.Text("name", UntrustedText.MaxName),
            IsApp(fields, problems)
        );
        if (person.Email is not null && EmailAddress.Of(person.Email) is null)
            problems.Add("person.email", "is no email address");
        if (person is { ExternalId: null, Email: null })
            problems.Add("person", "needs an id or an email");
        return person;
    }

    private static bool IsApp(StrictFields fields, FieldProblems problems)
    {
        switch (fields.Text("kind", longest: 32))
        {
            case null or "person": return false;
            case "app": return true;
            default:
                problems.Add("person.kind", "must be person or app");
                return false;
        }
    }

    private static ConsentedApp App(StrictFields fields) => new(
        fields.Text("clientId", UntrustedText.MaxId, required: true) ?? "",
        fields.Text("name", UntrustedText.MaxName),
        fields.Text("publisher", UntrustedText.MaxName),
        fields.Flag("publisherVerified"),
        fields.Instant("registeredAt"));

    private static ConsentType Type(StrictFields fields, FieldProblems problems)
    {
        switch (fields.Text("consentType", longest: 32, required: true))
        {
            case "principal": return ConsentType.Principal;
            case "tenant": return ConsentType.Tenant;
            case "application": return ConsentType.Application;
            default:
                problems.Add("consentType", "must be principal, tenant or application");
                return default;
        }
    }

    private static string? Ip(StrictFields fields, FieldProblems problems)
    {
        var text = fields.Text("ip", ConsentText.MaxIp);
        if (text is not null && !IPAddress.TryParse(text, out _))
            problems.Add("ip", "must be an IPv4 or IPv6 address");
        return text;
    }
}
