using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable.History;
using P = Microsoft.DurableTask.Protobuf;

namespace OAuthAttest.Local.Durable.Messages;

/// <summary>The row of an instance. Starting an id again creates another instance with another key.</summary>
internal sealed record InstanceState
{
    public required long Key { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public P.TaskFailureDetails? Failure { get; init; }

    /// <summary>Which step of which execution waits for this sub-orchestration.</summary>
    public P.ParentInstanceInfo? Parent { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Counts the times that the instance continued as new.</summary>
    public int Execution { get; init; }

    /// <summary>Names this execution, as Durable Functions does: another one after each start and each continue-as-new.</summary>
    public string ExecutionId => $"{Key}-{Execution}";

    /// <summary>When its next timer is due; for a pending instance, when it starts.</summary>
    public DateTime? WakeAt { get; init; }

    /// <summary>Whether an activity may be running: after a crash it has to be called again.</summary>
    public bool HasWork { get; init; }

    public bool IsFinished => Status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    public OrchestrationMetadata ToMetadata(DataConverter? converter)
    {
        var full = converter is not null;
        var metadata = new OrchestrationMetadata(Name, Id)
        {
            RuntimeStatus = Status,
            CreatedAt = new DateTimeOffset(CreatedAt, TimeSpan.Zero),
            LastUpdatedAt = new DateTimeOffset(UpdatedAt, TimeSpan.Zero),
            DataConverter = converter,
            SerializedInput = full ? Input : null,
            SerializedOutput = full ? Output : null,
            SerializedCustomStatus = full ? CustomStatus : null,
            FailureDetails = full && Failure is not null ? TaskFailures.ToDetails(Failure) : null,
            Tags = Tags ?? new Dictionary<string, string>(StringComparer.Ordinal),
        };
        return metadata;
    }
}
