using System.Collections.Immutable;

namespace Microsoft.DurableTask;

// The published types are records. Here they are plain classes with a record's equality: on this target framework the
// compiler would give the derived record a covariant <Clone>$, which the published assembly does not have.

/// <summary>How an activity or sub-orchestration is called.</summary>
public class TaskOptions : IEquatable<TaskOptions>
{
    public TaskOptions(TaskRetryOptions? retry)
        : this(retry, tags: null)
    {
    }

    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    public TaskOptions(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Retry = options.Retry;
        Tags = options.Tags;
    }

    public TaskRetryOptions? Retry { get; init; }

    public IDictionary<string, string>? Tags { get; init; }

    public static bool operator ==(TaskOptions? left, TaskOptions? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(TaskOptions? left, TaskOptions? right) => !(left == right);

    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(handler);

    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(this, instanceId);

    public virtual bool Equals(TaskOptions? other) =>
        other is not null && GetType() == other.GetType() && Equals(Retry, other.Retry) && Equals(Tags, other.Tags);

    public override bool Equals(object? obj) => Equals(obj as TaskOptions);

    public override int GetHashCode() => HashCode.Combine(GetType(), Retry, Tags);
}

/// <summary>How a sub-orchestration is called: with these options it gets an id of the caller's choice.</summary>
public class SubOrchestrationOptions : TaskOptions, IEquatable<SubOrchestrationOptions>
{
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry)
    {
        InstanceId = instanceId;
    }

    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options)
    {
        InstanceId = instanceId ?? (options as SubOrchestrationOptions)?.InstanceId;
    }

    public SubOrchestrationOptions(SubOrchestrationOptions options)
        : base(options)
    {
        InstanceId = options.InstanceId;
    }

    public string? InstanceId { get; init; }

    public virtual bool Equals(SubOrchestrationOptions? other) => base.Equals(other) && InstanceId == other!.InstanceId;

    public sealed override bool Equals(TaskOptions? other) => Equals((object?)other);

    public override bool Equals(object? obj) => Equals(obj as SubOrchestrationOptions);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), InstanceId);
}

/// <summary>How a client starts an orchestration.</summary>
public record StartOrchestrationOptions
{
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        DedupeStatuses = options.DedupeStatuses;
    }

    public string? InstanceId { get; init; }

    public DateTimeOffset? StartAt { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Statuses of an existing instance with this id that make the start fail instead of replacing it.</summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
