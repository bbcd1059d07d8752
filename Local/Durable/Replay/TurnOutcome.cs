using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable.History;

namespace OAuthAttest.Local.Durable.Replay;

/// <summary>The result of a turn.</summary>
internal sealed record TurnOutcome
{
    /// <summary>The new steps, in order.</summary>
    public required IReadOnlyList<HistoryEvent> Steps { get; init; }

    /// <summary>Timers that are still to fire.</summary>
    public required IReadOnlyList<HistoryEvent> OpenTimers { get; init; }

    public required string? CustomStatus { get; init; }

    /// <summary>Set when the orchestration has ended.</summary>
    public Completion? Completion { get; init; }

    /// <summary>Set when the orchestration continues as new.</summary>
    public ContinueAsNewRequest? NextExecution { get; init; }

    /// <summary>Events that no wait took, for the new execution; empty unless the orchestrator keeps them.</summary>
    public IReadOnlyList<(string Name, string? Payload)> KeptEvents { get; init; } = [];

    public bool Suspended { get; init; }

    /// <summary>Whether an answer to an activity or sub-orchestration is still to come.</summary>
    public bool AwaitsActivity { get; init; }
}

/// <summary>How an orchestration ended.</summary>
internal sealed record Completion(OrchestrationRuntimeStatus Status, string? Output, TaskFailureDetails? Failure)
{
    public static Completion Failed(TaskFailureDetails failure) => new(OrchestrationRuntimeStatus.Failed, failure.ErrorMessage, failure);
}
