namespace OAuthAttest.Local.Simulators.Identity.Okta;

internal sealed class OktaState(TimeProvider clock, TimeSpan deletedStayListed)
{
    private readonly Lock gate = new();
    private readonly List<(object Item, DateTimeOffset Until)> listedAfterwards = [];

    public LateLog Log { get; } = new(clock);

    /// <summary>Ids by login.</summary>
    public Dictionary<string, string> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<SimulatedOktaRole> Roles { get; } = [];

    public List<SimulatedOktaGroup> Groups { get; } = [];

    /// <summary>In the order in which they are listed.</summary>
    public List<SimulatedOktaUser> Accounts { get; } = [];

    /// <summary>Client ids.</summary>
    public HashSet<string> Apps { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order in which they are listed.</summary>
    public List<SimulatedOktaApp> AppList { get; } = [];

    public List<SimulatedOktaHolding> Holdings { get; } = [];

    public List<SimulatedOktaAppGrant> AppGrants { get; } = [];

    /// <summary>Whether it is the id of an app, which need not be its client id.</summary>
    public bool IsApp(string id) => AppList.Exists(app => app.Id == id);

    /// <summary>Finds a user by id or by login.</summary>
    public string? UserId(string key) => Users.GetValueOrDefault(key) ?? (Users.ContainsValue(key) ? key : null);

    /// <summary>Takes things away; they are still listed for a while.</summary>
    public int Remove<T>(List<T> from, Predicate<T> which)
        where T : class
    {
        var until = clock.GetUtcNow() + deletedStayListed;
        listedAfterwards.AddRange(from.FindAll(which).Select(item => ((object)item, until)));
        return from.RemoveAll(which);
    }

    /// <summary>What a list shows by now.</summary>
    public List<T> Listed<T>(List<T> held, Func<T, bool> which)
        where T : class =>
        [.. held.Concat(listedAfterwards.Where(old => clock.GetUtcNow() < old.Until).Select(old => old.Item).OfType<T>()).Where(which)];

    public T Do<T>(Func<T> work)
    {
        lock (gate)
            return work();
    }
}
