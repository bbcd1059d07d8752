namespace OAuthAttest.Local.Simulators.Identity.Graph;

internal sealed class GraphState(TimeProvider clock)
{
    private readonly Lock gate = new();

    public LateLog Audits { get; } = new(clock);

    public List<SimulatedPrincipal> Principals { get; } = [];

    public List<SimulatedPermissionGrant> Grants { get; } = [];

    public List<SimulatedRoleAssignment> Roles { get; } = [];

    public List<SimulatedRoleHolder> RoleHolders { get; } = [];

    /// <summary>People, groups and apps that may have directory roles, by object id.</summary>
    public Dictionary<string, SimulatedDirectoryObject> DirectoryObjects { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Object ids by user principal name.</summary>
    public Dictionary<string, string> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    public T Do<T>(Func<T> work)
    {
        lock (gate)
            return work();
    }
}
