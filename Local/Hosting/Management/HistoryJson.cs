using System.Text.Json.Nodes;
using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Local.Hosting.Management;

/// <summary>
/// An instance's history as the extension shows it: a step and its outcome are one entry, the bookkeeping of turns
/// is left out, inputs stay text, results are JSON and shown only when asked for.
/// </summary>
internal static class HistoryJson
{
    public static JsonArray Events(IReadOnlyList<HistoryEvent> history, bool showInput, bool showOutput)
    {
        var outcomes = history.Where(one => IsOutcome(one)).Select(outcome => outcome.TaskId).ToHashSet();
        var steps = history.Where(IsStep).ToDictionary(step => step.TaskId);
        var events = history
            .Where(one => one.Type != HistoryEventType.OrchestratorStarted && !(IsStep(one) && outcomes.Contains(one.TaskId)))
            .Select(one => Event(one, IsOutcome(one) ? steps.GetValueOrDefault(one.TaskId) : null, showInput, showOutput));
        return [.. events];
    }

    private static bool IsStep(HistoryEvent one) =>
        one.Type is HistoryEventType.TaskScheduled or HistoryEventType.SubOrchestrationInstanceCreated;

    private static bool IsOutcome(HistoryEvent one) => one is { IsAnswer: true, Type: not HistoryEventType.TimerFired };

    private static bool HasResult(HistoryEvent one) => one.Failure is null && one.Type
        is HistoryEventType.TaskCompleted or HistoryEventType.SubOrchestrationInstanceCompleted or HistoryEventType.ExecutionCompleted;

    private static JsonObject Event(HistoryEvent one, HistoryEvent? step, bool showInput, bool showOutput)
    {
        var shown = new JsonObject { ["EventType"] = one.Type.ToString(), ["Timestamp"] = one.Timestamp.ToDateTime() };
        if (step is not null)
            shown["ScheduledTime"] = step.Timestamp.ToDateTime();
        if ((step ?? one).Name is { } name)
            shown[IsOutcome(one) || one.Type == HistoryEventType.ExecutionStarted ? "FunctionName" : "Name"] = name;
        if ((step ?? one).InstanceId is { } instanceId)
            shown["InstanceId"] = instanceId;
        if (one.FireAt is { } fireAt)
            shown["FireAt"] = fireAt;
        if (one.ExecutionCompleted is { } end)
            shown["OrchestrationStatus"] = end.OrchestrationStatus.ToString();
        if (one.Failure is { } failure)
        {
            shown["Reason"] = failure.ErrorMessage;
            shown["Details"] = failure.ErrorType;
        }

        if (showInput && (step ?? one).Input is { } input)
            shown["Input"] = input;
        if (showOutput && HasResult(one))
            shown["Result"] = ManagementJson.Parse(one.Result);
        return shown;
    }
}
