using OAuthAttest.Addresses;
using OAuthAttest.Configuration;

namespace OAuthAttest.Identity.Access;

/// <summary>The address and the credentials of Microsoft Graph. Configured when <see cref="TenantId"/> is set.</summary>
public sealed record EntraConnection : IChecked
{
    internal const string ShortestTimeout = "00:00:00.1";
    internal const string LongestTimeout = "00:02:00";

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>GUID of the tenant; null: not configured.</summary>
    public string? TenantId { get; init; }

    /// <summary>
    /// The app registration, used with <see cref="ClientSecret"/>; without a secret, a user-assigned managed identity. Null: the host's
    /// own identity.
    /// </summary>
    public string? ClientId { get; init; }

    [Secret]
    public string? ClientSecret { get; init; }

    /// <summary>The token issuer; national clouds have other addresses.</summary>
    [ServiceAddress]
    public Uri AuthorityUrl { get; init; } = new("https://login.microsoftonline.com/");

    /// <summary>Microsoft Graph; national clouds have other addresses.</summary>
    [ServiceAddress]
    public Uri BaseUrl { get; init; } = new("https://graph.microsoft.com/");

    /// <summary>The time limit of one call.</summary>
    [Bounds(AtLeast = ShortestTimeout, AtMost = LongestTimeout)]
    public TimeSpan RequestTimeout { get; init; } = DefaultTimeout;

    public bool IsConfigured => TenantId is not null;

    /// <summary>Omits the secrets, because the result may be logged.</summary>
    public override string ToString() => $"{BaseUrl} (credentials hidden)";

    public void Check(Mistakes mistakes)
    {
        // Change notifications contain the tenant as a GUID; with a domain name here, one tenant would be treated as two.
        if (TenantId is { } tenant && !Guid.TryParse(tenant, out _))
            mistakes.Add(nameof(TenantId), "must be the tenant's id, a GUID.");
        if (TenantId is null && (ClientId ?? ClientSecret) is not null)
            mistakes.Add(nameof(TenantId), "is missing: nothing is done without it.");
        if (ClientSecret is not null && ClientId is null)
            mistakes.Add(nameof(ClientId), "is missing: the secret belongs to an app registration.");
    }
}

/// <summary>The address and the token of an Okta org. Configured when both are set.</summary>
public sealed record OktaConnection : IChecked
{
    /// <summary>The org: <c>https://example.okta.com/</c>.</summary>
    [ServiceAddress]
    public Uri? BaseUrl { get; init; }

    /// <summary>An API token, sent as <c>SSWS</c>.</summary>
    [Secret]
    public string? ApiToken { get; init; }

    /// <inheritdoc cref="EntraConnection.RequestTimeout"/>
    [Bounds(AtLeast = EntraConnection.ShortestTimeout, AtMost = EntraConnection.LongestTimeout)]
    public TimeSpan RequestTimeout { get; init; } = EntraConnection.DefaultTimeout;

    public bool IsConfigured => BaseUrl is not null && ApiToken is not null;

    /// <inheritdoc cref="EntraConnection.ToString"/>
    public override string ToString() => $"{BaseUrl} (credentials hidden)";

    public void Check(Mistakes mistakes)
    {
        if (BaseUrl is null && ApiToken is not null)
            mistakes.Add(nameof(BaseUrl), "is missing: the address of the Okta org.");
        if (BaseUrl is not null && ApiToken is null)
            mistakes.Add(nameof(ApiToken), "is missing.");
    }
}

/// <summary>The credentials for Google's Admin SDK: a service account with domain-wide delegation that acts as an administrator.</summary>
public sealed record GoogleConnection : IChecked
{
    /// <summary>The service account's key: the content of the JSON file; null: not configured.</summary>
    [Secret]
    public string? ServiceAccountKey { get; init; }

    /// <summary>Email address of the administrator that the service account acts as.</summary>
    public string? Subject { get; init; }

    [ServiceAddress]
    public Uri BaseUrl { get; init; } = new("https://admin.googleapis.com/");

    /// <inheritdoc cref="EntraConnection.RequestTimeout"/>
    [Bounds(AtLeast = EntraConnection.ShortestTimeout, AtMost = EntraConnection.LongestTimeout)]
    public TimeSpan RequestTimeout { get; init; } = EntraConnection.DefaultTimeout;

    public bool IsConfigured => ServiceAccountKey is not null && Subject is not null;

    /// <inheritdoc cref="EntraConnection.ToString"/>
    public override string ToString() => $"{BaseUrl} (credentials hidden)";

    public void Check(Mistakes mistakes)
    {
        if (ServiceAccountKey is null && Subject is not null)
            mistakes.Add(nameof(ServiceAccountKey), "is missing.");
        if (ServiceAccountKey is not { } key)
            return;
        if (Subject is null || !EmailAddress.IsOne(Subject))
            mistakes.Add(nameof(Subject), "must be the email address of the administrator that the service account acts as.");
        if (GoogleServiceAccount.Problem(key) is { } problem)
            mistakes.Add(nameof(ServiceAccountKey), $"{problem}.");
    }
}
