namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <summary>A person of the tenant, as the list of users has them.</summary>
/// <param name="Id">Object id.</param>
public sealed record SimulatedEntraUser(string Id, string UserPrincipalName, string? Name = null)
{
    public string? Mail { get; init; }

    public bool IsEnabled { get; init; } = true;

    public string? ManagerMail { get; init; }
}

/// <summary>A line of the sign-in log.</summary>
/// <param name="AppId">The client id.</param>
/// <param name="UserId">Null: the app signed in by itself.</param>
/// <param name="Kind"><c>interactiveUser</c>, <c>nonInteractiveUser</c> or <c>servicePrincipal</c>.</param>
public sealed record SimulatedSignIn(string AppId, string? UserId, DateTimeOffset At, string Kind = "interactiveUser", int ErrorCode = 0);

/// <summary>Application permissions that an API offers.</summary>
public sealed record SimulatedAppRole(string Id, string Value);
