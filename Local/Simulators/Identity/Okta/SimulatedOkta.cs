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

/// <param name="Kind"><c>grants</c> or <c>tokens</c>.</param>
public sealed record SimulatedOktaHolding(string Kind, string Id, string UserId, string ClientId, string Status = "ACTIVE");

/// <summary>A scope that an administrator granted an app.</summary>
public sealed record SimulatedOktaAppGrant(string Id, string AppId);

/// <summary>An administrator's role of a user.</summary>
public sealed record SimulatedOktaRole(string UserId, string Label, string Status = "ACTIVE");

/// <param name="Roles">The administrator's roles that all its members have.</param>
/// <param name="Members">Ids of users.</param>
public sealed record SimulatedOktaGroup(string Id, IReadOnlyList<string> Roles, IReadOnlyList<string> Members);
