namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <param name="EventType">E.g. <c>app.oauth2.as.consent.grant</c>.</param>
public sealed record SimulatedOktaConsent(
    string Uuid,
    DateTimeOffset At,
    string EventType,
    string UserId,
    string Login,
    string ClientId,
    string AppName,
    string Scope
);

/// <param name="Status">A user with the status <c>DEPROVISIONED</c> is listed only where it is asked for.</param>
/// <param name="HasEmail">Whether the login is the address too.</param>
public sealed record SimulatedOktaUser(
    string Id,
    string Login,
    string Status = "ACTIVE",
    string? Name = null,
    string? Manager = null,
    bool HasEmail = true
);

/// <param name="Id">Of an OAuth client, usually also its client id.</param>
/// <param name="IsClient">False: an app without OAuth, such as one with SAML.</param>
/// <param name="ClientId">An OAuth client's id where it is another one.</param>
public sealed record SimulatedOktaApp(string Id, string Label, string Type = "web", bool IsClient = true, string? ClientId = null);

/// <param name="Kind"><c>grants</c> or <c>tokens</c>.</param>
/// <param name="Issuer">The authorization server.</param>
public sealed record SimulatedOktaHolding(
    string Kind,
    string Id,
    string UserId,
    string ClientId,
    string Status = "ACTIVE",
    string ScopeId = "okta.users.read.self",
    string? Issuer = SimulatedOktaHolding.OrgServer
)
{
    internal const string OrgServer = "https://example.okta.com";

    /// <summary>Where it is not the id, as at a custom authorization server.</summary>
    public string? ScopeName { get; init; }

    public string Created { get; init; } = "2026-06-01T10:00:00.000Z";
}

/// <summary>A scope that an administrator granted an app.</summary>
public sealed record SimulatedOktaAppGrant(
    string Id,
    string AppId,
    string ScopeId = "okta.users.read",
    string Issuer = SimulatedOktaHolding.OrgServer
)
{
    public string Created { get; init; } = "2026-06-01T10:00:00.000Z";
}

/// <summary>An administrator's role of a user.</summary>
public sealed record SimulatedOktaRole(string UserId, string Label, string Status = "ACTIVE");

/// <param name="Roles">The administrator's roles that all its members have.</param>
/// <param name="Members">Ids of users.</param>
public sealed record SimulatedOktaGroup(string Id, IReadOnlyList<string> Roles, IReadOnlyList<string> Members);
