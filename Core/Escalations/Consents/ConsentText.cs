using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Text;
using static OAuthAttest.Text.UntrustedText;

namespace OAuthAttest.Escalations.Consents;

/// <summary>Limits a consent's texts before they are stored: all of them come from an untrusted party.</summary>
internal static class ConsentText
{
    public const int MaxEmail = EmailAddress.Longest;
    public const int MaxIp = 64;
    public const int MaxUserAgent = 512;

    /// <summary>PostgreSQL keeps microseconds: finer ticks would look like a change when an event is delivered again.</summary>
    public static DateTimeOffset Instant(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>The event, with the time at which it arrived in place of a time that cannot be, because it is in the future.</summary>
    public static ConsentEvent NotAhead(ConsentEvent consent, DateTimeOffset now) =>
        consent.OccurredAt - now > ConsentEvent.ClockTolerance ? consent with { OccurredAt = Instant(now) } : consent;

    /// <summary>The event with every text cut to its limit, as it is stored.</summary>
    public static ConsentEvent Bounded(ConsentEvent consent) =>
        consent with
        {
            EventKey = Id(consent.EventKey, ConsentEvent.MaxEventKey) ?? throw new InvalidOperationException("A consent has no event key."),
            OccurredAt = Instant(consent.OccurredAt),
            Who = new ConsentingPerson(
                Id(consent.Who.ExternalId),
                EmailAddress.Of(consent.Who.Email),
                Display(consent.Who.Name),
                consent.Who.IsApp,
                Account(consent.Provider, consent.Who.ClientId)
            ),
            Principals = Ids(consent.Principals.Select(id => AccountId.Canonical(consent.Provider, id))),
            App = new ConsentedApp(
                Client(consent.Provider, consent.App),
                Display(consent.App.Name),
                Display(consent.App.Publisher),
                consent.App.IsPublisherVerified,
                consent.App.RegisteredAt is { } registered ? Instant(registered) : null,
                Account(consent.Provider, consent.App.ObjectId)
            ),
            Scopes = UntrustedText.Scopes(consent.Scopes),
            EarlierScopes = UntrustedText.Scopes(consent.EarlierScopes),
            Tenant = Id(consent.Tenant),
            IpAddress = Display(consent.IpAddress, MaxIp),
            UserAgent = Display(consent.UserAgent, MaxUserAgent),
        };

    /// <summary>As the inventory writes it, so that both mean one app.</summary>
    private static string Client(ProviderName provider, ConsentedApp app)
    {
        if (Id(app.ClientId) is not { } id)
            return OAuthApp.UnknownClientId;
        return id.StartsWith(EntraAppId.ObjectIdPrefix, StringComparison.Ordinal)
            ? EntraAppId.ObjectIdPrefix + AccountId.Canonical(provider, id[EntraAppId.ObjectIdPrefix.Length..])
            : ClientId.Canonical(provider, id, Display(app.Name));
    }

    private static string? Account(ProviderName provider, string? text) => Id(text) is { } id ? AccountId.Canonical(provider, id) : null;

    private static IReadOnlyList<string> Ids(IEnumerable<string> ids) =>
        [.. ids.Select(id => Id(id)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
