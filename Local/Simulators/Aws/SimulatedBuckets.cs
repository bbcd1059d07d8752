using System.Collections.Concurrent;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>How the body of an object goes wrong.</summary>
public enum ObjectFault
{
    None = 0,

    /// <summary>Half of it comes, and the connection is lost.</summary>
    Cut,

    /// <summary>Half of it comes, and nothing more.</summary>
    Stalls,

    /// <summary>Half of it comes as if it were all.</summary>
    HalfOfIt,
}

/// <summary>Buckets and what is in them.</summary>
public sealed class SimulatedBuckets
{
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (ObjectFault Fault, int Times)> faults = new(StringComparer.Ordinal);

    public void Create(string name, string region, string account) => buckets[name] = new Bucket(region, account);

    public void Put(string bucket, SimulatedObject given) => buckets[bucket].Objects[given.Key] = given;

    public SimulatedObject Get(string bucket, string key) => buckets[bucket].Objects[key];

    public IReadOnlyCollection<string> Keys(string bucket) => [.. buckets[bucket].Objects.Keys.Order(StringComparer.Ordinal)];

    public void Remove(string bucket, string key) => buckets[bucket].Objects.TryRemove(key, out _);

    /// <summary>The bodies of an object go wrong so many times.</summary>
    public void Break(string key, ObjectFault fault, int times = int.MaxValue) => faults[key] = (fault, times);

    public void Mend() => faults.Clear();

    internal Bucket? Find(string name) => buckets.GetValueOrDefault(name);

    internal ObjectFault Fault(string key)
    {
        if (!faults.TryGetValue(key, out var fault) || fault.Times <= 0)
            return ObjectFault.None;
        faults[key] = fault with { Times = fault.Times - 1 };
        return fault.Fault;
    }

    internal sealed record Bucket(string Region, string Account)
    {
        public ConcurrentDictionary<string, SimulatedObject> Objects { get; } = new(StringComparer.Ordinal);
    }
}
