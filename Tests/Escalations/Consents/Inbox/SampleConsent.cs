using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;

namespace OAuthAttest.Tests.Escalations.Consents.Inbox;

/// <summary>Consent events for tests.</summary>
internal static class SampleConsent
{
    public static readonly DateTimeOffset Now = new(2026, 10, 1, 5, 0, 0, TimeSpan.Zero);

    public static ConsentEvent Event(string key, params string[] scopes) => new()
    {
        Source = ConsentSource.Standard,
        EventKey = key,
        Provider = ProviderName.Entra,
        OccurredAt = Now.AddMinutes(-1),
        Who = new ConsentingPerson("u1", "cfo@example.com", "Carol"),
        App = new ConsentedApp("client-1", "Mail Merge Pro"),
        Scopes = scopes.Length == 0 ? ["Mail.ReadWrite"] : scopes,
        ConsentType = ConsentType.Principal,
    };

    /// <summary>A random record of a consent that has several: fields are missing, or contradict those of other records.</summary>
    public static ConsentEvent Random(string key, Random chance) =>
        Event(key) with
        {
            OccurredAt = Now.AddSeconds(-chance.Next(4)),
            Provider = chance.Next(9) == 0 ? ProviderName.Okta : ProviderName.Entra,
            Who = new ConsentingPerson(
                OneOf(chance, "u1", "u22"),
                OneOf(chance, "cfo@example.com", "ceo@example.com"),
                OneOf(chance, "Carol", "Carol Finance"),
                chance.Next(5) == 0,
                OneOf(chance, "client-8", "client-9")
            ),
            Principals = [.. new[] { "u1", "u2", "u3" }.Where(_ => chance.Next(3) == 0)],
            EarlierScopes = [.. new[] { "A", "B", "C", "E" }.Where(_ => chance.Next(3) == 0)],
            App = new ConsentedApp(
                OneOf(chance, "client-1", "sp:object-1", "sp:object-2") ?? "unknown",
                OneOf(chance, "Mail", "Mail Merge"),
                OneOf(chance, "Ltd"),
                Flag(chance),
                chance.Next(3) == 0 ? Now.AddDays(-chance.Next(1, 4)) : null
            ),
            Scopes = [.. new[] { "A", "B", "C", "D" }.Where(_ => chance.Next(3) == 0)],
            ConsentType = (ConsentType)chance.Next(1, 4),
            IsAdminConsent = Flag(chance),
            Tenant = OneOf(chance, "contoso"),
            IpAddress = OneOf(chance, "203.0.113.7", "203.0.113.8"),
            UserAgent = OneOf(chance, "Mozilla/5.0"),
            IsPushExpected = chance.Next(2) == 0,
        };

    private static string? OneOf(Random chance, params string[] values) =>
        chance.Next(values.Length + 1) is var i && i < values.Length ? values[i] : null;

    private static bool? Flag(Random chance) => chance.Next(3) switch { 0 => true, 1 => false, _ => null };
}
