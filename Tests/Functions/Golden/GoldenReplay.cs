using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthAttest.Functions;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Replay;
using OAuthAttest.Local.Hosting.Catalog;
using Xunit;

namespace OAuthAttest.Tests.Functions.Golden;

/// <summary>Replays a recorded history with the current orchestrator, turn by turn, as the engine would.</summary>
internal static class GoldenReplay
{
    private static readonly Dictionary<string, MethodInfo> Orchestrators = FunctionCatalog
        .Read(typeof(FunctionsRegistration).Assembly.GetExportedTypes())
        .With<OrchestrationTriggerAttribute>()
        .ToDictionary(pair => pair.Function.Name, pair => pair.Function.Method, StringComparer.Ordinal);

    public static IEnumerable<string> Names => Orchestrators.Keys;

    /// <returns>A description of the first difference; null when every turn does what was recorded.</returns>
    public static string? FirstDifference(GoldenHistory history)
    {
        List<HistoryEvent> past = [];
        for (var turn = 0; turn < history.Turns.Count; turn++)
        {
            var recorded = history.Turns[turn];
            var isLast = turn == history.Turns.Count - 1;
            List<HistoryEvent> fresh =
            [
                new(HistoryEventType.OrchestratorStarted, recorded.At),
                .. recorded.Events.Select(one => one.ToHistory(recorded.At)),
            ];
            var outcome = NewTurn(history).Run(past, fresh);
            if (Compare(recorded.Actions, ActionsOf(outcome), isLast) is { } difference)
                return $"turn {turn + 1} of {history.Instance}: {difference}";
            past.AddRange(fresh);
            past.AddRange(recorded.Actions.Select(one => one.ToHistory(recorded.At)));
        }
        return null;
    }

    private static Turn NewTurn(GoldenHistory history)
    {
        var method = Orchestrators[history.Orchestrator];
        var read = FunctionResult.ReaderFor(method.ReturnType);
        var parent = history.Parent is { } link ? new ParentOrchestrationInstance(link.Orchestrator, link.Instance) : null;
        return new Turn(
            new OrchestrationIdentity(history.Orchestrator, history.Instance, parent),
            context => read(method.Invoke(null, [context])),
            JsonDataConverter.Default,
            NullLoggerFactory.Instance,
            () => Assert.Fail($"{history.Orchestrator} was continued from outside.")
        );
    }

    private static List<GoldenEvent> ActionsOf(TurnOutcome outcome)
    {
        List<GoldenEvent> actions = [.. outcome.Steps.Select(GoldenEvent.Of)];
        if (outcome.Completion is { } end)
        {
            actions.Add(new GoldenEvent(HistoryEventType.ExecutionCompleted)
            {
                Status = end.Status,
                Result = end.Failure is null && end.Output is { } output ? JsonNode.Parse(output) : null,
                Failure = end.Failure is { } failure ? new GoldenFailure(failure.ErrorType, failure.ErrorMessage) : null,
            });
        }
        return actions;
    }

    private static string? Compare(List<GoldenEvent> recorded, List<GoldenEvent> now, bool isLast)
    {
        if (
            now is [.., { Type: HistoryEventType.ExecutionCompleted, Status: OrchestrationRuntimeStatus.Failed } failed]
            && !(isLast && recorded.Any(failed.Means))
        )
        {
            return failed.Failure!.Message;
        }
        for (var i = 0; i < Math.Max(recorded.Count, now.Count); i++)
        {
            if (i >= now.Count)
                return $"history has {recorded[i]}, but nothing of it is done now";
            if (i >= recorded.Count)
                return $"{now[i]} is done now, which history does not have";
            if (!recorded[i].Means(now[i]))
                return $"history has {recorded[i]}, but now it is {now[i]}";
        }
        return null;
    }
}
