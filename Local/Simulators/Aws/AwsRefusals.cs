namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>Errors that AWS gives to well-formed calls, by method and in order.</summary>
public sealed class AwsRefusals
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<string>> script = new(StringComparer.Ordinal);

    /// <summary>The next calls of this method get these errors; an empty one lets a call through.</summary>
    public void Next(string method, params IEnumerable<string> codes)
    {
        lock (gate)
        {
            if (!script.TryGetValue(method, out var queue))
                script[method] = queue = new Queue<string>();
            foreach (var code in codes)
                queue.Enqueue(code);
        }
    }

    public void Stop()
    {
        lock (gate)
            script.Clear();
    }

    internal string? Take(string method)
    {
        lock (gate)
            return script.TryGetValue(method, out var queue) && queue.TryDequeue(out var code) && code.Length > 0 ? code : null;
    }
}
