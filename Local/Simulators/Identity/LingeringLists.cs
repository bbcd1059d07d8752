namespace OAuthAttest.Local.Simulators.Identity;

/// <summary>
/// Things that owners hold. What is deleted is gone at once when it is asked for, and is still listed for a while, as directories do
/// that are copied between servers.
/// </summary>
internal sealed class LingeringLists<T>(TimeProvider clock, TimeSpan listedAfterwards, StringComparer owners)
    where T : class
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Entry>> held = new(owners);

    private sealed record Entry(T Item)
    {
        public DateTimeOffset? DeletedAt { get; set; }
    }

    /// <summary>All that was not deleted.</summary>
    public IReadOnlyList<T> All
    {
        get
        {
            lock (gate)
                return [.. held.Values.SelectMany(list => list).Where(entry => entry.DeletedAt is null).Select(entry => entry.Item)];
        }
    }

    public void Add(string owner, T item)
    {
        lock (gate)
        {
            if (!held.TryGetValue(owner, out var list))
                held[owner] = list = [];
            list.Add(new Entry(item));
        }
    }

    /// <summary>What a list shows by now.</summary>
    public IReadOnlyList<T> Listed(string owner)
    {
        lock (gate)
            return [.. Of(owner).Where(IsListed).Select(entry => entry.Item)];
    }

    /// <summary>What is there when it is asked for.</summary>
    public IReadOnlyList<T> Held(string owner)
    {
        lock (gate)
            return [.. Of(owner).Where(entry => entry.DeletedAt is null).Select(entry => entry.Item)];
    }

    /// <returns>How many were deleted.</returns>
    public int Remove(string owner, Func<T, bool> which)
    {
        lock (gate)
        {
            var found = Of(owner).Where(entry => entry.DeletedAt is null && which(entry.Item)).ToList();
            foreach (var entry in found)
                entry.DeletedAt = clock.GetUtcNow();
            return found.Count;
        }
    }

    private List<Entry> Of(string owner) => held.GetValueOrDefault(owner) ?? [];

    private bool IsListed(Entry entry) => entry.DeletedAt is not { } at || clock.GetUtcNow() < at + listedAfterwards;
}
