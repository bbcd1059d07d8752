namespace OAuthAttest.Local.Simulators;

/// <summary>Which calls fail and how: a list per method, or at random from a seed.</summary>
/// <typeparam name="TFault">The ways in which a call can go wrong; its default lets a call through.</typeparam>
public class FaultScript<TFault>
    where TFault : struct, Enum
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<TFault>> script = new(StringComparer.Ordinal);
    private Random? chance;
    private double share;
    private TFault[] choices = [];

    /// <summary>The seconds of a 429's Retry-After.</summary>
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>The next calls of this method meet these faults, in order; the default lets one through.</summary>
    public void Next(string method, params ReadOnlySpan<TFault> faults)
    {
        lock (gate)
        {
            if (!script.TryGetValue(method, out var queue))
                script[method] = queue = new Queue<TFault>();
            foreach (var fault in faults)
                queue.Enqueue(fault);
        }
    }

    /// <summary>From now on this share of all calls meets one of these faults.</summary>
    public void AtRandom(int seed, double shareOfCalls, params TFault[] faults)
    {
        lock (gate)
            (chance, share, choices) = (new Random(seed), shareOfCalls, faults);
    }

    public void Stop()
    {
        lock (gate)
        {
            script.Clear();
            chance = null;
        }
    }

    internal TFault Take(string method)
    {
        lock (gate)
        {
            if (script.TryGetValue(method, out var queue) && queue.TryDequeue(out var fault))
                return fault;
            return chance is not null && choices.Length > 0 && chance.NextDouble() < share ? choices[chance.Next(choices.Length)] : default;
        }
    }
}
