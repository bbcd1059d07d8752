using System.Text.Json.Nodes;
using Google.Protobuf;
using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Tests.Functions.Golden;

/// <summary>
/// The history of one execution of an orchestration. A file holds it as a HistoryChunk of Durable Task's protocol in protobuf's JSON form:
/// what StreamInstanceHistory of a task hub gives, and what this engine keeps.
/// </summary>
internal sealed record GoldenHistory(IReadOnlyList<HistoryEvent> Events)
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithIndentation("  "));
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public ExecutionStartedEvent Start => Events.FirstOrDefault(one => one.Type == HistoryEventType.ExecutionStarted)?.ExecutionStarted
        ?? throw new FormatException("The history has no ExecutionStarted: its beginning is missing.");

    public string Orchestrator => Start.Name;

    public string Instance => Start.OrchestrationInstance?.InstanceId ?? "";

    public IReadOnlyList<GoldenTurn> Turns => [.. Split()];

    /// <exception cref="FormatException">The file is not such a history; the message says why.</exception>
    public static GoldenHistory Read(string path)
    {
        var text = File.ReadAllText(path);
        try
        {
            return AzureHistoryTable.IsOne(JsonNode.Parse(text)) is { } rows
                ? new GoldenHistory(AzureHistoryTable.Read(rows))
                : new GoldenHistory(Parser.Parse<HistoryChunk>(text).Events);
        }
        catch (Exception unreadable) when (unreadable is InvalidProtocolBufferException or System.Text.Json.JsonException)
        {
            throw new FormatException($"{path} holds no history: {unreadable.Message}", unreadable);
        }
    }

    public void Write(string path) =>
        File.WriteAllText(path, Formatter.Format(new HistoryChunk { Events = { Events } }).ReplaceLineEndings("\n") + "\n");

    private IEnumerable<GoldenTurn> Split()
    {
        var turn = new List<HistoryEvent>();
        foreach (var one in Events)
        {
            if (one.Type == HistoryEventType.OrchestratorStarted && turn.Count > 0)
            {
                yield return new GoldenTurn(turn);
                turn = [];
            }
            turn.Add(one);
        }
        if (turn.Count > 0)
            yield return new GoldenTurn(turn);
    }
}

/// <summary>One turn of a history: what came in, and what the orchestrator did.</summary>
internal sealed record GoldenTurn(IReadOnlyList<HistoryEvent> All)
{
    public IReadOnlyList<HistoryEvent> Fresh => [.. All.Where(one => !IsDone(one) && one.Type != HistoryEventType.OrchestratorCompleted)];

    /// <summary>Without a termination, which nobody asked the orchestrator about.</summary>
    public IReadOnlyList<HistoryEvent> Actions =>
        [.. All.Where(one => IsDone(one) && one.ExecutionCompleted?.OrchestrationStatus != OrchestrationStatus.Terminated)];

    /// <summary>Whether the orchestrator produced the event itself.</summary>
    private static bool IsDone(HistoryEvent one) =>
        one.IsAsked || one.Type is HistoryEventType.EventSent or HistoryEventType.ExecutionCompleted;
}
