namespace OAuthAttest.Local.Simulators.Identity.GitHub;

public sealed record SimulatedMember(long Id, string Login);

/// <param name="Permissions">By name, the level: <c>contents</c>, <c>write</c>.</param>
public sealed record SimulatedInstallation(long Id, long AppId, string Slug, params (string Name, string Level)[] Permissions);

/// <summary>A fine-grained token that the organization let in.</summary>
/// <param name="Id">The grant's id, by which it is revoked.</param>
/// <param name="TokenId">The token's id.</param>
public sealed record SimulatedTokenGrant(
    long Id,
    long TokenId,
    SimulatedMember Owner,
    string Name,
    bool IsExpired = false,
    params (string Name, string Level)[] Permissions
);

/// <summary>A credential that its owner authorized for single sign-on.</summary>
/// <param name="Type">E.g. <c>personal access token</c> or <c>SSH key</c>.</param>
public sealed record SimulatedCredential(long Id, string Login, string Type, string? Note = null, params string[] Scopes);
