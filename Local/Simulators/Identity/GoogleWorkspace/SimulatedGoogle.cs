namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

public sealed record SimulatedGoogleConsent(
    string Qualifier,
    DateTimeOffset At,
    string ProfileId,
    string Email,
    string ClientId,
    string AppName,
    params string[] Scopes
);

/// <summary>An administrator lets a client act as anybody in the domain.</summary>
public sealed record SimulatedGoogleDelegation(
    string Qualifier,
    DateTimeOffset At,
    string ProfileId,
    string Email,
    string ClientId,
    params string[] Scopes
);

/// <summary>An app's token for a user.</summary>
public sealed record SimulatedGoogleToken(string Email, string ClientId);
