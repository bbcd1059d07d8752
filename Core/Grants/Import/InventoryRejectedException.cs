namespace OAuthAttest.Grants.Import;

/// <summary>A reading was rejected and nothing of it was imported. The message and the errors are written for a person to read.</summary>
public sealed class InventoryRejectedException(string message, IReadOnlyList<RowError> errors, long errorCount) : Exception(message)
{
    public InventoryRejectedException(string message)
        : this(message, [], 0)
    {
    }

    /// <summary>The first errors, in the order of reading.</summary>
    public IReadOnlyList<RowError> Errors { get; } = errors;

    public long ErrorCount { get; } = errorCount;

    /// <summary>Nothing is wrong with it: another import of the provider is running, and it can be tried when that is done.</summary>
    public bool IsBusy { get; init; }
}
