namespace OAuthAttest.Grants.Import;

/// <summary>A reading was refused: nothing of it was imported. The message and the errors are meant for a person.</summary>
public sealed class InventoryRejectedException(string message, IReadOnlyList<RowError> errors, long errorCount) : Exception(message)
{
    public InventoryRejectedException(string message)
        : this(message, [], 0)
    {
    }

    /// <summary>The first of them, in the order of reading.</summary>
    public IReadOnlyList<RowError> Errors { get; } = errors;

    public long ErrorCount { get; } = errorCount;
}
