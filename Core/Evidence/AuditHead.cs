namespace OAuthAttest.Evidence;

/// <summary>The end of the audit chain: one row, locked by whoever appends.</summary>
public sealed class AuditHead
{
    public required int Id { get; init; }

    public required long Sequence { get; init; }

    public required byte[] Hash { get; init; }
}
