namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>What goes wrong and when: a script by method, or chance from a seed.</summary>
public sealed class SlackFaults
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<SlackFault>> script = new(StringComparer.Ordinal);
    private Random? chance;
    private double share;
    private SlackFault[] choices = [];

    /// <summary>Seconds that a 429 asks to wait.</summary>
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>The next calls of this method meet these faults, in order; <see cref="SlackFault.None"/> lets one through.</summary>
    public void Next(string method, params ReadOnlySpan<SlackFault> faults)
    {
        lock (gate)
        {
            if (!script.TryGetValue(method, out var queue))
                script[method] = queue = new Queue<SlackFault>();
            foreach (var fault in faults)
                queue.Enqueue(fault);
        }
    }

    /// <summary>From now on this share of all calls meets one of these faults.</summary>
    public void AtRandom(int seed, double shareOfCalls, params SlackFault[] faults)
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

    internal SlackFault Take(string method)
    {
        lock (gate)
        {
            if (script.TryGetValue(method, out var queue) && queue.TryDequeue(out var fault))
                return fault;
            return chance is not null && choices.Length > 0 && chance.NextDouble() < share ? choices[chance.Next(choices.Length)] : SlackFault.None;
        }
    }
}
