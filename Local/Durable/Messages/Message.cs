using Microsoft.DurableTask.Protobuf;

namespace OAuthAttest.Local.Durable.Messages;

/// <summary>What a message asks of an instance. The numbers are stored: never change one.</summary>
internal enum MessageKind : byte
{
    /// <summary>Start an instance with this id.</summary>
    Start = 1,

    /// <summary>Take an event into the history.</summary>
    Event = 2,

    /// <summary>Begin the next execution after a continue-as-new.</summary>
    Continue = 3,

    /// <summary>A timer is due.</summary>
    Wake = 4,

    /// <summary>Load the instance, so that its unfinished activities are called again.</summary>
    Recover = 5,

    /// <summary>The orchestrator was caught awaiting something that is not durable.</summary>
    IllegalAwait = 6,

    /// <summary>Delete the instance if it has ended.</summary>
    Purge = 7,

    /// <summary>Rewind the instance to before its failure and try again.</summary>
    Rewind = 8,
}

/// <summary>A message in an instance's mailbox.</summary>
internal sealed class Message
{
    public required MessageKind Kind { get; init; }

    /// <summary>The event to take in, or ExecutionStarted with name and input, and who waits for the answer.</summary>
    public HistoryEvent? Event { get; init; }

    /// <summary>On an answer: the execution that it is meant for; null for whichever instance has the id.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>On Start: who waits for the answer.</summary>
    public ParentInstanceInfo? Parent => Event?.ExecutionStarted?.ParentInstance;

    /// <summary>On Start from a client.</summary>
    public StartTerms? Terms { get; init; }

    /// <summary>The row that keeps the message until it is taken in; 0 when it is in memory only.</summary>
    public long InboxRow { get; set; }

    /// <summary>Completes once the result of the message is committed.</summary>
    public TaskCompletionSource<Delivery>? Done { get; init; }

    public void Answer(Delivery delivery) => Done?.TrySetResult(delivery);

    public void Fail(Exception exception) => Done?.TrySetException(exception);
}

/// <summary>How a client wants an instance started.</summary>
internal sealed record StartTerms(DateTime? StartAt, IReadOnlyDictionary<string, string>? Tags, IReadOnlyList<string>? DedupeStatuses);
