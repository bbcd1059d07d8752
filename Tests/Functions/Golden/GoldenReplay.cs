using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OAuthAttest.Functions;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Storage;
using OAuthAttest.Local.Durable.Turns;
using OAuthAttest.Local.Hosting.Catalog;
using Xunit;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Tests.Functions.Golden;

/// <summary>Replays a recorded history with the current orchestrator, turn by turn, with the runner that Local and Azure use.</summary>
internal static class GoldenReplay
{
    /// <summary>Replays a history that somebody brings: <c>dotnet run --project Tests -- replay file.json</c>.</summary>
    public const string Verb = "replay";

    private static readonly Dictionary<string, MethodInfo> Orchestrators = FunctionCatalog
        .Read(typeof(FunctionsRegistration).Assembly.GetExportedTypes())
        .With<OrchestrationTriggerAttribute>()
        .ToDictionary(pair => pair.Function.Name, pair => pair.Function.Method, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => Orchestrators.Keys;

    /// <returns>0 if today's code does what the history says, 1 if it does something else, 2 if the file cannot be read.</returns>
    public static int Print(string path, TextWriter to)
    {
        try
        {
            var history = GoldenHistory.Read(path);
            if (!Orchestrators.ContainsKey(history.Orchestrator))
            {
                to.WriteLine($"{history.Instance}: there is no orchestrator '{history.Orchestrator}' today.");
                return 1;
            }
            var difference = FirstDifference(history);
            to.WriteLine(difference is null
                ? $"{history.Instance} ({history.Orchestrator}): today's code does the same in all of its {history.Turns.Count} turns."
                : $"{history.Orchestrator}, {difference}");
            return difference is null ? 0 : 1;
        }
        catch (Exception unreadable) when (unreadable is FormatException or IOException or UnauthorizedAccessException)
        {
            to.WriteLine(unreadable.Message);
            return 2;
        }
    }

    /// <returns>A description of the first difference; null when every turn does what was recorded.</returns>
    public static string? FirstDifference(GoldenHistory history)
    {
        using var runner = new OrchestratorRunner(JsonDataConverter.Default, mostKept: 0);
        List<HistoryEvent> past = [];
        var turns = history.Turns;
        for (var turn = 0; turn < turns.Count; turn++)
        {
            var response = runner.Run(OrchestratorOf(history), history.Instance, past, turns[turn].Fresh);
            var done = ActionsOf(response, turns[turn].All[0].Timestamp);
            if (Compare(turns[turn].Actions, done, isLast: turn == turns.Count - 1) is { } difference)
                return $"turn {turn + 1} of {history.Instance}: {difference}";
            past.AddRange(turns[turn].All);
        }
        return null;
    }

    /// <summary>Replays every history that an engine has kept in this database.</summary>
    public static async Task<string?> FirstDifferenceAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var instances = new InstanceQueries(source);
        var all = await instances.ListAsync(
            new InstanceFilter(null, null, null, null), after: null, int.MaxValue, payloads: false, CancellationToken.None);
        foreach (var state in all.Where(state => Orchestrators.ContainsKey(state.Name)))
        {
            var history = await instances.HistoryAsync(state.Id, CancellationToken.None);
            // One that was terminated before its start has nothing to replay; nor has one on a host without its orchestrator.
            if (history?.Any(one => one.Type == HistoryEventType.ExecutionStarted) == true
                && history[^1].Failure?.ErrorType != TaskFailures.OrchestratorNotFound(state.Name).ErrorType
                && FirstDifference(new GoldenHistory(history)) is { } difference)
            {
                return difference;
            }
        }
        return null;
    }

    private static RunningOrchestrator OrchestratorOf(GoldenHistory history)
    {
        var method = Orchestrators[history.Orchestrator];
        var read = FunctionResult.ReaderFor(method.ReturnType);
        return new RunningOrchestrator(
            context => read(method.Invoke(null, [context])),
            JsonDataConverter.Default,
            history.Start.Input,
            NullLoggerFactory.Instance,
            () => Assert.Fail($"{history.Orchestrator} was continued from outside."));
    }

    private static List<HistoryEvent> ActionsOf(OrchestratorResponse response, Timestamp at)
    {
        var steps = response.Actions.Where(one => one.CompleteOrchestration is null).Select(one => HistoryEvents.Of(one, at));
        var ends = response.Actions
            .Select(one => one.CompleteOrchestration)
            .Where(one => one is not null && one.OrchestrationStatus != OrchestrationStatus.Terminated)
            .Select(one => HistoryEvents.Of(one, at));
        return [.. steps, .. ends];
    }

    private static string? Compare(IReadOnlyList<HistoryEvent> recorded, List<HistoryEvent> now, bool isLast)
    {
        if (now is [.., { ExecutionCompleted.OrchestrationStatus: OrchestrationStatus.Failed } failed]
            && !(isLast && recorded.Any(one => Means(one, failed))))
        {
            return failed.Failure!.ErrorMessage;
        }
        for (var i = 0; i < Math.Max(recorded.Count, now.Count); i++)
        {
            if (i >= now.Count)
                return $"history has {Describe(recorded[i])}, but nothing of it is done now";
            if (i >= recorded.Count)
                return $"{Describe(now[i])} is done now, which history does not have";
            if (!Means(recorded[i], now[i]))
                return $"history has {Describe(recorded[i])}, but now it is {Describe(now[i])}";
        }
        return null;
    }

    /// <summary>The same step of the same kind with the same payload.</summary>
    private static bool Means(HistoryEvent recorded, HistoryEvent now) =>
        (recorded.Type, recorded.TaskId, recorded.Name, recorded.InstanceId, recorded.FireAt)
            == (now.Type, now.TaskId, now.Name, now.InstanceId, now.FireAt)
        && (recorded.Failure?.ErrorType, recorded.Failure?.ErrorMessage) == (now.Failure?.ErrorType, now.Failure?.ErrorMessage)
        && recorded.ExecutionCompleted?.OrchestrationStatus == now.ExecutionCompleted?.OrchestrationStatus
        && SamePayload(recorded.Input, now.Input)
        && (recorded.Failure is not null || SamePayload(recorded.Result, now.Result));

    private static bool SamePayload(string? recorded, string? now) =>
        recorded == now || JsonNode.DeepEquals(Payload(recorded), Payload(now));

    private static JsonNode? Payload(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static string Describe(HistoryEvent one) => one.Type switch
    {
        HistoryEventType.TaskScheduled => $"step #{one.TaskId} (activity '{one.Name}')",
        HistoryEventType.TimerCreated => $"step #{one.TaskId} (timer)",
        HistoryEventType.SubOrchestrationInstanceCreated => $"step #{one.TaskId} (sub-orchestration '{one.Name}')",
        HistoryEventType.EventSent => $"step #{one.TaskId} (event '{one.Name}' to '{one.InstanceId}')",
        _ => $"{one.Type}",
    } + $" {one}";
}
