using OAuthAttest.Addresses;
using OAuthAttest.Configuration;

namespace OAuthAttest.Identity.Access;

/// <summary>How Microsoft Graph is reached, and as whom. Configured by <see cref="TenantId"/>.</summary>
public sealed record EntraConnection : IChecked
{
    internal const string ShortestTimeout = "00:00:00.1";
    internal const string LongestTimeout = "00:02:00";

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>GUID of the tenant; null: not configured.</summary>
    public string? TenantId { get; init; }

    /// <summary>Of the app registration, with <see cref="ClientSecret"/>; alone: of a user-assigned managed identity. Null: the host's own identity.</summary>
    public string? ClientId { get; init; }

    [Secret]
    public string? ClientSecret { get; init; }

    /// <summary>Who issues tokens; national clouds have others.</summary>
    [ServiceAddress]
    public Uri AuthorityUrl { get; init; } = new("https://login.microsoftonline.com/");

    /// <summary>Microsoft Graph; national clouds have others.</summary>
    [ServiceAddress]
    public Uri BaseUrl { get; init; } = new("https://graph.microsoft.com/");

    /// <summary>How long one call may take.</summary>
    [Bounds(AtLeast = ShortestTimeout, AtMost = LongestTimeout)]
    public TimeSpan RequestTimeout { get; init; } = DefaultTimeout;

    public bool IsConfigured => TenantId is not null;

    /// <summary>Secrets stay out of logs.</summary>
    public override string ToString() => $"{BaseUrl} (credentials hidden)";

    public void Check(Mistakes mistakes)
    {
        // Pushes tell the tenant as a GUID: another name for it would make two of one.
        if (TenantId is { } tenant && !Guid.TryParse(tenant, out _))
            mistakes.Add(nameof(TenantId), "must be the tenant's id, a GUID.");
        if (TenantId is null && (ClientId ?? ClientSecret) is not null)
            mistakes.Add(nameof(TenantId), "is missing: nothing is done without it.");
        if (ClientSecret is not null && ClientId is null)
            mistakes.Add(nameof(ClientId), "is missing: the secret belongs to an app registration.");
    }
}

/// <summary>How an Okta org is reached. Configured by both of its address and its token.</summary>
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

/// <summary>How Google's Admin SDK is reached: a service account with domain-wide delegation that acts as an administrator.</summary>
public sealed record GoogleConnection : IChecked
{
    /// <summary>The service account's key, the JSON file's content; null: not configured.</summary>
    [Secret]
    public string? ServiceAccountKey { get; init; }

    /// <summary>Email address of the administrator it acts as.</summary>
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
