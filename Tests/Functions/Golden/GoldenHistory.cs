using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable.History;

namespace OAuthAttest.Tests.Functions.Golden;

/// <summary>The recorded history of one orchestration: for each turn its new events, and the actions of the orchestrator.</summary>
internal sealed record GoldenHistory(string Orchestrator, string Instance, GoldenParent? Parent, IReadOnlyList<GoldenTurn> Turns)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static GoldenHistory Read(string path) => JsonSerializer.Deserialize<GoldenHistory>(File.ReadAllText(path), Json)!;

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");

    public static GoldenHistory Of(string orchestrator, string instance, GoldenParent? parent, IReadOnlyList<HistoryEvent> history)
    {
        var turns = new List<GoldenTurn>();
        foreach (var one in history)
        {
            if (one.Type == HistoryEventType.OrchestratorStarted)
                turns.Add(new GoldenTurn(one.Timestamp, [], []));
            else if (IsDoing(one.Type))
                turns[^1].Actions.Add(GoldenEvent.Of(one));
            else
                turns[^1].Events.Add(GoldenEvent.Of(one));
        }
        return new GoldenHistory(orchestrator, instance, parent, turns);
    }

    /// <summary>Whether the orchestrator produced the event itself.</summary>
    private static bool IsDoing(HistoryEventType type) =>
        type
            is HistoryEventType.TaskScheduled
                or HistoryEventType.TimerCreated
                or HistoryEventType.EventSent
                or HistoryEventType.SubOrchestrationInstanceCreated
                or HistoryEventType.ExecutionCompleted;
}

internal sealed record GoldenParent(string Orchestrator, string Instance);

/// <param name="At">The current time that the orchestrator reads.</param>
internal sealed record GoldenTurn(DateTime At, List<GoldenEvent> Events, List<GoldenEvent> Actions);

/// <summary>As <see cref="HistoryEvent"/>, but payloads are JSON and not text, so that people can read and compare them.</summary>
internal sealed record GoldenEvent(HistoryEventType Type)
{
    public int? Step { get; init; }

    public string? Name { get; init; }

    public string? Instance { get; init; }

    public DateTime? FireAt { get; init; }

    public JsonNode? Input { get; init; }

    public JsonNode? Result { get; init; }

    public OrchestrationRuntimeStatus? Status { get; init; }

    public GoldenFailure? Failure { get; init; }

    public static GoldenEvent Of(HistoryEvent one) => new(one.Type)
    {
        Step = one.TaskId < 0 ? null : one.TaskId,
        Name = one.Name,
        Instance = one.InstanceId,
        FireAt = one.FireAt,
        Input = one.Input is null ? null : JsonNode.Parse(one.Input),
        Result = one.Result is null || one.Failure is not null ? null : JsonNode.Parse(one.Result),
        Status = one.Status,
        Failure = one.Failure is { } failure ? new GoldenFailure(failure.ErrorType, failure.ErrorMessage) : null,
    };

    public HistoryEvent ToHistory(DateTime at) =>
        new(Type, at)
        {
            TaskId = Step ?? -1,
            Name = Name,
            InstanceId = Instance,
            FireAt = FireAt,
            Input = Input?.ToJsonString(),
            Result = Result?.ToJsonString(),
            Status = Status,
            Failure = Failure is null
                ? null
                : new TaskFailureDetails(Failure.Type, Failure.Message, StackTrace: null, InnerFailure: null, Properties: null),
        };

    /// <summary>The same step of the same kind with the same payload.</summary>
    public bool Means(GoldenEvent other) =>
        this with { Input = null, Result = null } == other with { Input = null, Result = null }
        && JsonNode.DeepEquals(Input, other.Input) && JsonNode.DeepEquals(Result, other.Result);

    public override string ToString() =>
        $"{OAuthAttest.Local.Durable.Replay.Step.Describe(ToHistory(default))} {JsonSerializer.Serialize(this, GoldenHistory.Json)}";
}

internal sealed record GoldenFailure(string Type, string Message);
