namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <param name="Id">Object id of the service principal.</param>
public sealed record SimulatedPrincipal(string Id, string AppId, string? Name = null, string? VerifiedPublisher = null)
{
    /// <summary>The API itself, as every tenant has it.</summary>
    public static SimulatedPrincipal MicrosoftGraph { get; } =
        new(SimulatedPermissionGrant.GraphItself, "00000003-0000-0000-c000-000000000000", "Microsoft Graph");

    /// <summary>The application permissions that it offers.</summary>
    public IReadOnlyList<SimulatedAppRole> Roles { get; init; } = [];
}

/// <param name="ClientId">Object id of the app's service principal.</param>
/// <param name="PrincipalId">Null: the grant is for everybody.</param>
/// <param name="ResourceId">Object id of the API's service principal.</param>
public sealed record SimulatedPermissionGrant(
    string Id,
    string ClientId,
    string? PrincipalId,
    string Scope,
    string ResourceId = SimulatedPermissionGrant.GraphItself
)
{
    /// <summary>Object id of the service principal of Microsoft Graph in every simulated tenant.</summary>
    public const string GraphItself = "a0a0a0a0-0000-4000-8000-000000000003";
}

/// <param name="PrincipalId">Object id of the app's service principal.</param>
/// <param name="ResourceId">Object id of the API's service principal.</param>
/// <param name="AppRoleId">The permission's id at the API.</param>
public sealed record SimulatedRoleAssignment(
    string Id,
    string PrincipalId,
    string ResourceId,
    string AppRoleId = "00000000-0000-0000-0000-000000000000"
);
