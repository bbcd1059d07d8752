namespace OAuthAttest.Local.Durable.Turns;

/// <summary>The ids that were used last, a bounded number of them.</summary>
internal sealed class RecentInstances(int most)
{
    private readonly Lock gate = new();
    private readonly LinkedList<string> order = new();
    private readonly Dictionary<string, LinkedListNode<string>> nodes = new(StringComparer.Ordinal);

    /// <summary>Notes that the id was used.</summary>
    /// <returns>The id that is one too many now, or null.</returns>
    public string? Use(string id)
    {
        lock (gate)
        {
            if (nodes.TryGetValue(id, out var node))
            {
                order.Remove(node);
                order.AddFirst(node);
            }
            else
            {
                nodes.Add(id, order.AddFirst(id));
            }

            if (nodes.Count <= most)
            {
                return null;
            }

            var oldest = order.Last!.Value;
            Remove(oldest);
            return oldest;
        }
    }

    public void Remove(string id)
    {
        lock (gate)
        {
            if (nodes.Remove(id, out var node))
            {
                order.Remove(node);
            }
        }
    }
}
