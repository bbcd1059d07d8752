namespace OAuthAttest.Revocations.Providers.Okta;

/// <summary>Configuration section <c>Revocation:Okta</c>: the right to take grants in Okta. Without a token people do it by hand.</summary>
public sealed class OktaRevocationOptions
{
    public const string Section = "Revocation:Okta";

    /// <summary>The org's address: <c>https://example.okta.com/</c>.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>An API token (SSWS) of an administrator who may manage users' grants and tokens.</summary>
    public string? Token { get; set; }

    /// <summary>The longest life of an access token in the org's authorization servers: so long what was issued may go on.</summary>
    public TimeSpan AccessTokenLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long one call may take.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What could not be read from the configuration; the validator reports it with the rest.</summary>
    internal IReadOnlyList<string> ReadErrors { get; set; } = [];
}
