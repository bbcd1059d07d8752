namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <param name="Type"><c>user</c>, <c>group</c> or <c>servicePrincipal</c>.</param>
/// <param name="AppId">The client id, of a service principal.</param>
public sealed record SimulatedDirectoryObject(string Type, string Id, string Name, string? Mail = null, string? AppId = null)
{
    /// <summary>Of a group: the ids of all members, those of nested groups too.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];
}

/// <param name="Role">The role's name.</param>
/// <param name="IsEligible">Not in force: the principal may activate it.</param>
public sealed record SimulatedRoleHolder(string PrincipalId, string Role, bool IsEligible = false);
