namespace OAuthAttest.Local.Simulators.Identity.Graph;

internal sealed class GraphState(TimeProvider clock, TimeSpan listingLag)
{
    private readonly Lock gate = new();

    private readonly List<(SimulatedPermissionGrant Grant, DateTimeOffset Until)> stillListed = [];
    private long window;
    private int callsInWindow;

    public LateLog Audits { get; } = new(clock);

    public List<SimulatedPrincipal> Principals { get; } = [];

    public List<SimulatedPermissionGrant> Grants { get; } = [];

    public List<SimulatedRoleAssignment> Roles { get; } = [];

    public List<SimulatedRoleHolder> RoleHolders { get; } = [];

    /// <summary>People, groups and apps that may have directory roles, by object id.</summary>
    public Dictionary<string, SimulatedDirectoryObject> DirectoryObjects { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Object ids by user principal name.</summary>
    public Dictionary<string, string> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The people, as lists have them.</summary>
    public List<SimulatedEntraUser> Directory { get; } = [];

    public List<SimulatedSignIn> SignIns { get; } = [];

    /// <summary>
    /// Works on the grants as lists have them: one that was deleted is still listed for a while. Nothing changes meanwhile, so that a page
    /// of a million needs no copy of them.
    /// </summary>
    public T DoOnListed<T>(Func<IReadOnlyList<SimulatedPermissionGrant>, T> work) =>
        Do(() =>
        {
            stillListed.RemoveAll(late => late.Until <= clock.GetUtcNow());
            return work(stillListed.Count == 0 ? Grants : [.. Grants, .. stillListed.Select(late => late.Grant)]);
        });

    public int RemoveGrants(Predicate<SimulatedPermissionGrant> which) =>
        Do(() =>
        {
            if (listingLag > TimeSpan.Zero)
                stillListed.AddRange(Grants.FindAll(which).Select(grant => (grant, clock.GetUtcNow() + listingLag)));
            return Grants.RemoveAll(which);
        });

    /// <summary>Counts a call against the limit.</summary>
    /// <returns>The seconds to wait; null: the call is within it.</returns>
    public int? WaitOf(int? callsPerSecond) =>
        callsPerSecond is not { } most
            ? null
            : Do(() =>
            {
                // In real time: callers wait in it.
                var second = Environment.TickCount64 / 1000;
                if (second != window)
                    (window, callsInWindow) = (second, 0);
                return ++callsInWindow > most ? 1 : (int?)null;
            });

    public T Do<T>(Func<T> work)
    {
        lock (gate)
            return work();
    }
}
