namespace OAuthAttest.Grants.Import;

/// <summary>The errors of one reading: all are counted, only the first ones are kept.</summary>
public sealed class RowErrors(int maxListed)
{
    // Live lists are read some at once.
    private readonly Lock gate = new();
    private readonly List<RowError> listed = [];

    public long Count { get; private set; }

    public IReadOnlyList<RowError> Listed => listed;

    public void Add(RecordOrigin origin, string field, string problem)
    {
        lock (gate)
        {
            Count++;
            if (listed.Count < maxListed)
                listed.Add(new RowError(origin, field, problem));
        }
    }
}
