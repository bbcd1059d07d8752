namespace OAuthAttest.Local.Durable.Turns;

/// <summary>The orchestrators that wait between turns: a bounded number, those that ran last.</summary>
internal sealed class KeptOrchestrators(int most)
{
    private readonly Lock gate = new();
    private readonly LinkedList<(string Id, RunningOrchestrator Orchestrator)> order = new();
    private readonly Dictionary<string, LinkedListNode<(string Id, RunningOrchestrator Orchestrator)>> nodes = new(StringComparer.Ordinal);

    /// <summary>Adds one whose turn has ended.</summary>
    /// <returns>The id of the one that is too many now, or null.</returns>
    public string? Put(string id, RunningOrchestrator orchestrator)
    {
        lock (gate)
        {
            nodes[id] = order.AddFirst((id, orchestrator));
            if (nodes.Count <= most)
            {
                return null;
            }

            var oldest = order.Last!.Value.Id;
            order.RemoveLast();
            nodes.Remove(oldest);
            return oldest;
        }
    }

    /// <summary>Takes one out, for its next turn or for good; null when it is not kept (any more).</summary>
    public RunningOrchestrator? Take(string id)
    {
        lock (gate)
        {
            if (!nodes.Remove(id, out var node))
            {
                return null;
            }

            order.Remove(node);
            return node.Value.Orchestrator;
        }
    }
}
