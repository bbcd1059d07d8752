namespace OAuthAttest.Identity.Access;

/// <summary>How Microsoft Graph is reached, and as whom. Configured by <see cref="TenantId"/>.</summary>
public sealed record EntraConnection
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>GUID of the tenant; null: not configured.</summary>
    public string? TenantId { get; init; }

    /// <summary>Of the app registration, with <see cref="ClientSecret"/>; alone: of a user-assigned managed identity. Null: the host's own identity.</summary>
    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    /// <summary>Who issues tokens; national clouds have others.</summary>
    public Uri AuthorityUrl { get; init; } = new("https://login.microsoftonline.com/");

    /// <summary>Microsoft Graph; national clouds have others.</summary>
    public Uri BaseUrl { get; init; } = new("https://graph.microsoft.com/");

    /// <summary>How long one call may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = DefaultTimeout;

    public bool IsConfigured => TenantId is not null;

    /// <summary>Secrets stay out of logs.</summary>
    public override string ToString() => $"{BaseUrl} (credentials hidden)";
}

/// <summary>How an Okta org is reached. Configured by both of its address and its token.</summary>
public sealed record OktaConnection
{
    /// <summary>The org: <c>https://example.okta.com/</c>.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>An API token, sent as <c>SSWS</c>.</summary>
    public string? ApiToken { get; init; }

    /// <inheritdoc cref="EntraConnection.RequestTimeout"/>
    public TimeSpan RequestTimeout { get; init; } = EntraConnection.DefaultTimeout;

    public bool IsConfigured => BaseUrl is not null && ApiToken is not null;

    /// <inheritdoc cref="EntraConnection.ToString"/>
    public override string ToString() => $"{BaseUrl} (credentials hidden)";
}

/// <summary>How Google's Admin SDK is reached: a service account with domain-wide delegation that acts as an administrator.</summary>
public sealed record GoogleConnection
{
    /// <summary>The service account's key, the JSON file's content; null: not configured.</summary>
    public string? ServiceAccountKey { get; init; }

    /// <summary>Email address of the administrator it acts as.</summary>
    public string? Subject { get; init; }

    public Uri BaseUrl { get; init; } = new("https://admin.googleapis.com/");

    /// <inheritdoc cref="EntraConnection.RequestTimeout"/>
    public TimeSpan RequestTimeout { get; init; } = EntraConnection.DefaultTimeout;

    public bool IsConfigured => ServiceAccountKey is not null && Subject is not null;

    /// <inheritdoc cref="EntraConnection.ToString"/>
    public override string ToString() => $"{BaseUrl} (credentials hidden)";
}
