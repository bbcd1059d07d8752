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

/// <summary>An app called Google on behalf of a person, as the token report tells.</summary>
public sealed record SimulatedGoogleUse(string Qualifier, DateTimeOffset At, string ProfileId, string Email, string ClientId);

/// <param name="Id">The account's id; Google accepts it, the email and each alias in its place.</param>
public sealed record SimulatedGoogleUser(string Id, string Email, string? Name = null, bool IsSuspended = false, params string[] Aliases)
{
    /// <summary>The manager's address.</summary>
    public string? Manager { get; init; }
}

/// <summary>An app's token for a user.</summary>
public sealed record SimulatedGoogleToken(string Email, string ClientId, string? DisplayText = null, params string[] Scopes);
