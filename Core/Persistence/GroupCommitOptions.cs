namespace OAuthAttest.Persistence;

/// <summary>
/// How <see cref="GroupCommit{TItem, TAnswer}"/> gathers items and handles failures. The functions must not throw.
/// </summary>
internal sealed record GroupCommitOptions<TItem>
{
    /// <summary>The most items that may be queued; null: any number.</summary>
    public int? Capacity { get; init; }

    public required int LargestGroup { get; init; }

    /// <summary>No more items are added to a group once it has this weight.</summary>
    public long LargestWeight { get; init; } = long.MaxValue;

    public Func<TItem, long> Weight { get; init; } = _ => 0;

    /// <summary>If nothing arrives for this long <see cref="OnIdle"/> is called, once until more arrives.</summary>
    public TimeSpan IdleAfter { get; init; }

    public Func<Task>? OnIdle { get; init; }

    /// <summary>How long a shutdown waits for the queued items.</summary>
    public TimeSpan ShutdownTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a failure cannot be caused by one item: then the items are not tried one by one.</summary>
    public Func<Exception, bool> ConcernsAll { get; init; } = _ => false;

    public Action<int, Exception> OnSplit { get; init; } = (_, _) => { };

    /// <returns>The exception that the callers get.</returns>
    public Func<int, Exception, Exception> OnFailure { get; init; } = (_, failure) => failure;
}
