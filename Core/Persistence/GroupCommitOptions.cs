namespace OAuthAttest.Persistence;

/// <summary>How <see cref="GroupCommit{TItem, TAnswer}"/> gathers, and what its owner says of failures. The functions must not throw.</summary>
internal sealed record GroupCommitOptions<TItem>
{
    /// <summary>So many may wait; null: any number.</summary>
    public int? Capacity { get; init; }

    public required int LargestGroup { get; init; }

    /// <summary>A group takes no more once its items weigh so much.</summary>
    public long LargestWeight { get; init; } = long.MaxValue;

    public Func<TItem, long> Weight { get; init; } = _ => 0;

    /// <summary>Nothing came for this long: <see cref="OnIdle"/> is called, once until more comes.</summary>
    public TimeSpan IdleAfter { get; init; }

    public Func<Task>? OnIdle { get; init; }

    /// <summary>How long a shutdown waits for what is queued.</summary>
    public TimeSpan ShutdownTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A failure that one item cannot have caused: the others are not tried one by one.</summary>
    public Func<Exception, bool> ConcernsAll { get; init; } = _ => false;

    public Action<int, Exception> OnSplit { get; init; } = (_, _) => { };

    /// <returns>What the waiters get.</returns>
    public Func<int, Exception, Exception> OnFailure { get; init; } = (_, failure) => failure;
}
