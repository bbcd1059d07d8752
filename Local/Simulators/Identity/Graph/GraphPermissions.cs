using System.Collections.Frozen;

namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <summary>The application permissions that calls need, by method; any one of them is enough.</summary>
/// <remarks>https://learn.microsoft.com/graph/permissions-reference</remarks>
internal static class GraphPermissions
{
    public const string Users = "User.Read.All";
    public const string Applications = "Application.Read.All";
    public const string ReadGrants = "DelegatedPermissionGrant.Read.All";
    public const string WriteGrants = "DelegatedPermissionGrant.ReadWrite.All";
    public const string WriteRoles = "AppRoleAssignment.ReadWrite.All";
    public const string Log = "AuditLog.Read.All";

    private static readonly FrozenDictionary<string, string[]> Needed = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [GraphEndpoints.Users] = [Users],
        [GraphEndpoints.Principals] = [Applications],
        [GraphEndpoints.Roles] = [Applications],
        [GraphEndpoints.RolesAssignedTo] = [Applications],
        [GraphEndpoints.Grants] = [ReadGrants, WriteGrants],
        [GraphEndpoints.GrantsOfUser] = [ReadGrants, WriteGrants],
        [GraphEndpoints.PostRole] = [WriteRoles],
        [GraphEndpoints.DeleteGrant] = [WriteGrants],
        [GraphEndpoints.PatchGrant] = [WriteGrants],
        [GraphEndpoints.PostGrant] = [WriteGrants],
        [GraphEndpoints.DeleteRole] = [WriteRoles],
        [GraphEndpoints.Audits] = [Log],
        [GraphEndpoints.SignIns] = [Log],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Suffice(IReadOnlyCollection<string> held, string method) =>
        Needed.TryGetValue(method, out var needed) && needed.Any(held.Contains);
}
