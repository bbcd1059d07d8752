namespace OAuthAttest.Local.Simulators.Identity.Okta;

internal sealed class OktaState(TimeProvider clock)
{
    private readonly Lock gate = new();

    public LateLog Log { get; } = new(clock);

    /// <summary>Ids by login.</summary>
    public Dictionary<string, string> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<SimulatedOktaRole> Roles { get; } = [];

    public List<SimulatedOktaGroup> Groups { get; } = [];

    public HashSet<string> Apps { get; } = new(StringComparer.Ordinal);

    public List<SimulatedOktaHolding> Holdings { get; } = [];

    public List<SimulatedOktaAppGrant> AppGrants { get; } = [];

    /// <summary>Finds a user by id or by login.</summary>
    public string? UserId(string key) => Users.GetValueOrDefault(key) ?? (Users.ContainsValue(key) ? key : null);

    public T Do<T>(Func<T> work)
    {
        lock (gate)
            return work();
    }
}
