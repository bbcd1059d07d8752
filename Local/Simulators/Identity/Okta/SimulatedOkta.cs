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
