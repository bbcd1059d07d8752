namespace OAuthAttest.Grants.Import;

/// <summary>The errors of one reading: all are counted, only the first ones are kept.</summary>
public sealed class RowErrors(int maxListed)
{
    private readonly List<RowError> listed = [];

    public long Count { get; private set; }

    public IReadOnlyList<RowError> Listed => listed;

    public void Add(RecordOrigin origin, string field, string problem)
    {
        Count++;
        if (listed.Count < maxListed)
            listed.Add(new RowError(origin, field, problem));
    }
}
