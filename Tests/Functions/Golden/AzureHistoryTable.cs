using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Protobuf;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace OAuthAttest.Tests.Functions.Golden;

/// <summary>
/// The rows of an instance in the History table of a task hub on Azure Storage, as <c>az storage entity query</c> writes them. The columns
/// are the properties of Durable Task's history events (TableEntityConverter of DurableTask.AzureStorage); a payload that is too large for
/// a column lies in a blob, of which the row has the name.
/// </summary>
internal static class AzureHistoryTable
{
    private const string Sentinel = "sentinel";

    // VariableSizeEntityProperties of AzureTableTrackingStore.
    private static readonly string[] Payloads =
        ["Name", "Input", "Result", "Output", "Reason", "Details", "Correlation", "FailureDetails", "Tags"];

    /// <returns>The rows, or null if the document is something else.</returns>
    public static IReadOnlyList<JsonObject>? IsOne(JsonNode? document)
    {
        var rows = ((document as JsonObject)?["items"] ?? document) as JsonArray;
        return rows is { Count: > 0 } && rows.All(row => row is JsonObject one && one.ContainsKey("RowKey"))
            ? [.. rows.Select(row => row!.AsObject())]
            : null;
    }

    /// <exception cref="FormatException">Rows of several instances, a payload in a blob, an event that is not known.</exception>
    public static IReadOnlyList<HistoryEvent> Read(IReadOnlyList<JsonObject> rows)
    {
        if (rows.Select(row => Text(row, "PartitionKey")).Distinct().Count() > 1)
            throw new FormatException("The rows are of several instances: bring those of one.");
        // One row is no event: it names the execution that counts. Those of earlier ones may still be there.
        var events = rows
            .Where(row => Text(row, "RowKey") != Sentinel)
            .OrderBy(row => Text(row, "RowKey"), StringComparer.Ordinal)
            .ToList();
        if (events.Count == 0)
            throw new FormatException("There is no event among the rows.");
        var execution = Text(rows.FirstOrDefault(row => Text(row, "RowKey") == Sentinel) ?? events[^1], "ExecutionId");
        return [.. events.Where(row => Text(row, "ExecutionId") == execution).Select(Event)];
    }

    private static HistoryEvent Event(JsonObject row)
    {
        foreach (var payload in Payloads)
        {
            if (Text(row, $"{payload}BlobName") is { Length: > 0 } blob)
            {
                throw new FormatException(
                    $"Row {Text(row, "RowKey")} has its {payload} in the blob {blob}: put the blob's text into its column.");
            }
        }
        var e = new HistoryEvent { EventId = Number(row, "EventId"), Timestamp = Time(row, "_Timestamp") ?? Time(row, "Timestamp") };
        Fill(e, row);
        return e;
    }

    private static void Fill(HistoryEvent e, JsonObject row)
    {
        // A generic event is what a rewind made of one that no longer counts.
        var (name, input, result) = (Text(row, "Name"), Text(row, "Input"), Text(row, "Result"));
        switch (Text(row, "EventType"))
        {
            case "OrchestratorStarted":
                e.OrchestratorStarted = new();
                break;
            case "OrchestratorCompleted":
                e.OrchestratorCompleted = new();
                break;
            case "ExecutionStarted":
                e.ExecutionStarted = Start(row);
                break;
            case "ExecutionCompleted":
                e.ExecutionCompleted = End(row);
                break;
            case "ExecutionTerminated":
                e.ExecutionTerminated = new ExecutionTerminatedEvent { Input = input };
                break;
            case "ExecutionSuspended":
                e.ExecutionSuspended = new ExecutionSuspendedEvent();
                break;
            case "ExecutionResumed":
                e.ExecutionResumed = new ExecutionResumedEvent();
                break;
            case "EventSent":
                e.EventSent = new EventSentEvent { InstanceId = Text(row, "InstanceId"), Name = name, Input = input };
                break;
            case "EventRaised":
                e.EventRaised = new EventRaisedEvent { Name = name, Input = input };
                break;
            case "GenericEvent":
                e.GenericEvent = new GenericEvent();
                break;
            default:
                FillStep(e, row, name, input, result);
                break;
        }
    }

    private static void FillStep(HistoryEvent e, JsonObject row, string? name, string? input, string? result)
    {
        var answered = Number(row, "TaskScheduledId");
        switch (Text(row, "EventType"))
        {
            case "TaskScheduled":
                e.TaskScheduled = new TaskScheduledEvent { Name = name, Input = input };
                break;
            case "TaskCompleted":
                e.TaskCompleted = new TaskCompletedEvent { TaskScheduledId = answered, Result = result };
                break;
            case "TaskFailed":
                e.TaskFailed = new TaskFailedEvent { TaskScheduledId = answered, FailureDetails = Failure(row) };
                break;
            case "SubOrchestrationInstanceCreated":
                e.SubOrchestrationInstanceCreated = new() { InstanceId = Text(row, "InstanceId"), Name = name, Input = input };
                break;
            case "SubOrchestrationInstanceCompleted":
                e.SubOrchestrationInstanceCompleted = new() { TaskScheduledId = answered, Result = result };
                break;
            case "SubOrchestrationInstanceFailed":
                e.SubOrchestrationInstanceFailed = new() { TaskScheduledId = answered, FailureDetails = Failure(row) };
                break;
            case "TimerCreated":
                e.TimerCreated = new TimerCreatedEvent { FireAt = Time(row, "FireAt") };
                break;
            case "TimerFired":
                e.TimerFired = new TimerFiredEvent { TimerId = Number(row, "TimerId"), FireAt = Time(row, "FireAt") };
                break;
            case var other:
                throw new FormatException($"Row {Text(row, "RowKey")} is a {other}, which this replay does not know.");
        }
    }

    private static ExecutionCompletedEvent End(JsonObject row) => new()
    {
        OrchestrationStatus = Enum.Parse<OrchestrationStatus>(Text(row, "OrchestrationStatus") ?? "Completed"),
        Result = Text(row, "Result"),
        FailureDetails = Failure(row),
    };

    private static ExecutionStartedEvent Start(JsonObject row)
    {
        var start = new ExecutionStartedEvent
        {
            Name = Text(row, "Name"),
            Input = Text(row, "Input"),
            OrchestrationInstance = new() { InstanceId = Text(row, "PartitionKey"), ExecutionId = Text(row, "ExecutionId") },
        };
        if (Text(row, "ParentInstance") is { } text && JsonNode.Parse(text) is JsonObject parent)
        {
            start.ParentInstance = new ParentInstanceInfo
            {
                Name = Text(parent, "Name"),
                TaskScheduledId = Number(parent, "TaskScheduleId"),
                OrchestrationInstance =
                    new OrchestrationInstance { InstanceId = Text(parent["OrchestrationInstance"] as JsonObject ?? [], "InstanceId") },
            };
        }
        return start;
    }

    private static TaskFailureDetails? Failure(JsonObject row) =>
        Text(row, "FailureDetails") is { } text && JsonNode.Parse(text) is JsonObject found ? FailureOf(found) : null;

    private static TaskFailureDetails FailureOf(JsonObject details) => new()
    {
        ErrorType = Text(details, "ErrorType") ?? "",
        ErrorMessage = Text(details, "ErrorMessage") ?? "",
        StackTrace = Text(details, "StackTrace"),
        IsNonRetriable = details["IsNonRetriable"]?.GetValueKind() == JsonValueKind.True,
        InnerFailure = details["InnerFailure"] is JsonObject inner ? FailureOf(inner) : null,
    };

    private static string? Text(JsonObject row, string column) => row[column] is JsonValue value ? value.ToString() : null;

    private static int Number(JsonObject row, string column) =>
        int.TryParse(Text(row, column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static Timestamp? Time(JsonObject row, string column) =>
        DateTimeOffset.TryParse(Text(row, column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Timestamp.FromDateTimeOffset(time)
            : null;
}
