using OAuthAttest.Configuration;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Revocations.Providers;

/// <summary>
/// Configuration section <c>Revocation</c>: one part for each provider, with credentials that may change grants. They are separate from
/// the credentials for reading, so that whoever steals those cannot revoke anything.
/// </summary>
[SettingsSection(RevocationOptions.Section)]
public sealed class RevocationOptions : IChecked
{
    public const string Section = "Revocation";

    /// <summary>What is done with a released worklist.</summary>
    public RevocationMode Mode { get; set; } = RevocationMode.Worklist;

    /// <summary>
    /// Access tokens of Entra live 60 to 90 minutes (https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime).
    /// If apps and resources use continuous access evaluation they live up to 28 hours: set that value then.
    /// </summary>
    public RevokingProvider<EntraConnection> Entra { get; set; } =
        new(new EntraConnection(), TimeSpan.FromMinutes(90), TimeSpan.FromMinutes(5), CallsPerSecond: 18, Concurrency: 8);

    /// <summary>
    /// An hour at the org server, and by default at custom ones, where the access policy may set up to a day
    /// (https://developer.okta.com/docs/concepts/auth-servers/).
    /// </summary>
    public RevokingProvider<OktaConnection> Okta { get; set; } =
        new(new OktaConnection(), TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), CallsPerSecond: 5, Concurrency: 4);

    /// <summary>An hour: https://developers.google.com/identity/protocols/oauth2.</summary>
    public RevokingProvider<GoogleConnection> Google { get; set; } =
        new(new GoogleConnection(), TimeSpan.FromHours(1), TimeSpan.FromMinutes(10), CallsPerSecond: 20, Concurrency: 8);

    /// <summary>An hour, as long as the token of an App's installation: an app that is uninstalled may hold one.</summary>
    public RevokingProvider<GitHubRevocationConnection> GitHub { get; set; } =
        new(new GitHubRevocationConnection(new GitHubConnection()), TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), CallsPerSecond: 1,
            Concurrency: 1);

    /// <summary>Authorization servers of one's own.</summary>
    public IReadOnlyList<CustomProvider> Custom { get; set; } = [];

    /// <summary>Where people sign in to apps, and so consent to them again.</summary>
    public IReadOnlyList<SignInPage> SignInPages { get; set; } = [];

    /// <summary>The times of one provider; null: this app has no revoker for it.</summary>
    public RevocationTimes? TimesOf(ProviderName provider) =>
        provider == ProviderName.Entra ? Times(Entra)
        : provider == ProviderName.Okta ? Times(Okta)
        : provider == ProviderName.Google ? Times(Google)
        : provider == ProviderName.GitHub ? Times(GitHub)
        : Custom.FirstOrDefault(each => each.Provider == provider.ToString()) is { } custom
            ? new RevocationTimes(custom.TokenLifetime, custom.ListingLag, custom.CallsPerSecond, custom.Concurrency)
        : null;

    /// <summary>Whether a list is carried out that the policy released, and no named person approved.</summary>
    internal bool IsUnnamedAllowed => Mode == RevocationMode.Automatic;

    /// <summary>How long an access token of the provider may live; a day where nothing is known of it.</summary>
    internal TimeSpan TokenLifetimeOf(ProviderName provider) => TimesOf(provider)?.TokenLifetime ?? TimeSpan.FromDays(1);

    /// <summary>Whoever steals what reads every night must not be able to take anything.</summary>
    public void Check(Mistakes mistakes)
    {
        ArgumentNullException.ThrowIfNull(mistakes);
        var sync = mistakes.Read<SyncOptions>();
        Refuse(mistakes, nameof(Entra), nameof(EntraConnection.ClientSecret), Entra.Connection.ClientSecret,
            sync.Entra.Connection.ClientSecret);
        // One app registration has one set of permissions, whatever its secrets.
        Refuse(mistakes, nameof(Entra), nameof(EntraConnection.ClientId), Entra.Connection.ClientId, sync.Entra.Connection.ClientId);
        Refuse(mistakes, nameof(Okta), nameof(OktaConnection.ApiToken), Okta.Connection.ApiToken, sync.Okta.Connection.ApiToken);
        Refuse(mistakes, nameof(Google), nameof(GoogleConnection.ServiceAccountKey), Account(Google), Account(sync.Google.Connection));
        // One App has one set of permissions, whatever its keys.
        var app = GitHub.Connection.Connection.AppId;
        Refuse(mistakes, nameof(GitHub), nameof(GitHubConnection.AppId), app, sync.GitHub.Connection.AppId);
        foreach (var twice in Custom.GroupBy(each => each.Provider, StringComparer.Ordinal).Where(each => each.Count() > 1))
            mistakes.Add(nameof(Custom), $"has '{twice.Key}' more than once.");
        foreach (var twice in SignInPages.GroupBy(each => (each.Provider, each.ClientId)).Where(each => each.Count() > 1))
            mistakes.Add(nameof(SignInPages), $"has '{twice.Key.ClientId ?? "every app"}' of '{twice.Key.Provider}' more than once.");
    }

    private static void Refuse(Mistakes mistakes, string provider, string name, string? own, string? reading)
    {
        if (own is not null && own.Equals(reading, StringComparison.OrdinalIgnoreCase))
        {
            mistakes.In(provider).Add(
                name,
                $"is that of {SyncOptions.Section}:{provider}:{name} too: what reads the inventory must not be able to revoke, so each "
                    + "needs its own credentials.");
        }
    }

    private static string? Account(RevokingProvider<GoogleConnection> provider) => Account(provider.Connection);

    private static string? Account(GoogleConnection connection) =>
        connection.ServiceAccountKey is { } key && GoogleServiceAccount.Problem(key) is null
            ? GoogleServiceAccount.Parse(key).ClientEmail
            : connection.ServiceAccountKey;

    private static RevocationTimes Times<TConnection>(RevokingProvider<TConnection> provider) =>
        new(provider.TokenLifetime, provider.ListingLag, provider.CallsPerSecond, provider.Concurrency);
}

/// <param name="TokenLifetime">How long an access token may remain valid that was issued just before the revocation.</param>
/// <param name="ListingLag">
/// How long after a consent its grant may be missing from the provider's lists: when nothing is found to revoke, it is looked for again
/// after this time; what the provider took is read again after it.
/// </param>
/// <param name="CallsPerSecond">How many grants are revoked in a second, by all workers; as many are read again.</param>
/// <param name="Concurrency">How many at the same time, by each worker.</param>
public sealed record RevokingProvider<TConnection>(
    [property: SameLevel] TConnection Connection,
    [property: Bounds(Above = "00:00:00", AtMost = "2.00:00:00")] TimeSpan TokenLifetime,
    [property: Bounds(Above = "00:00:00", AtMost = "01:00:00")] TimeSpan ListingLag,
    [property: Bounds(Above = "0", AtMost = "1000")] double CallsPerSecond,
    [property: Bounds(AtLeast = "1", AtMost = "64")] int Concurrency);

/// <inheritdoc cref="RevokingProvider{TConnection}"/>
public sealed record RevocationTimes(TimeSpan TokenLifetime, TimeSpan ListingLag, double CallsPerSecond, int Concurrency);
