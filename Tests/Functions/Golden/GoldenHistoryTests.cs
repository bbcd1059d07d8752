using Xunit;

namespace OAuthAttest.Tests.Functions.Golden;

/// <summary>
/// Instances of a campaign run for weeks, over several deployments. So the current orchestrators must be able to continue
/// histories that earlier versions wrote: the recorded ones are replayed here. A change that breaks one needs a new orchestrator
/// next to the old one, or a moment without a running campaign; only then record again (docs/durable-engine.md).
/// </summary>
public sealed class GoldenHistoryTests
{
    public static TheoryData<string> Recorded() => [.. Files()];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Replay_RecordedHistory_DoesTheSame(string file) =>
        Assert.Null(GoldenReplay.FirstDifference(Read(file)));

    [Fact]
    public void Recorded_EveryOrchestrator_HasAHistory() => Assert.Equal(
        GoldenReplay.Names.Order(StringComparer.Ordinal),
        Files().Select(file => Read(file).Orchestrator).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("other-activity.json", "step #0 (activity 'RehearseNow')")]
    [InlineData("other-payload.json", "step #0 (activity 'RunRehearsal')")]
    [InlineData("one-step-more.json", "step #1 (timer)")]
    public void Replay_BrokenHistory_NamesTheStep(string file, string named) =>
        Assert.Contains(named, GoldenReplay.FirstDifference(Read(Path.Combine("Broken", file))), StringComparison.Ordinal);

    [Theory]
    [InlineData("course-escalation-standard-event-1.json", 0, "today's code does the same in all of its")]
    [InlineData("Table/incident.json", 0, "(EscalationOrchestrator): today's code does the same in all of its 12 turns.")]
    [InlineData("Broken/one-step-more.json", 1, "step #1 (timer)")]
    public void Verb_HistoryThatSomebodyBrings_SaysWhetherTodaysCodeDoesTheSame(string file, int expected, string said)
    {
        using var to = new StringWriter();

        Assert.Equal(expected, GoldenReplay.Print(Path.Combine(HistoryRecorder.Folder, file), to));

        Assert.Contains(said, to.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no JSON", 2, "holds no history")]
    [InlineData("[]", 2, "holds no history")]
    [InlineData("""{"events":[]}""", 2, "its beginning is missing")]
    [InlineData("""{"events":[{"timestamp":"2026-10-01T00:00:00Z","orchestratorStarted":{}}]}""", 2, "its beginning is missing")]
    [InlineData("""{"events":[{"timestamp":"2026-10-01T00:00:00Z","executionStarted":{"name":"Gone"}}]}""", 1, "no orchestrator 'Gone'")]
    [InlineData("""{"items":[{"PartitionKey":"a","RowKey":"1"},{"PartitionKey":"b","RowKey":"2"}]}""", 2, "of several instances")]
    [InlineData("""{"items":[{"PartitionKey":"a","RowKey":"sentinel"}]}""", 2, "no event among the rows")]
    [InlineData("""[{"PartitionKey":"a","RowKey":"1","EventType":"EntityCalled"}]""", 2, "does not know")]
    [InlineData("""[{"PartitionKey":"a","RowKey":"1","EventType":"TaskCompleted","ResultBlobName":"a/big.json.gz"}]""", 2, "a/big.json.gz")]
    public void Verb_FileThatIsNoSuchHistory_SaysWhy(string text, int expected, string said)
    {
        var file = Path.GetTempFileName();
        using var to = new StringWriter();
        try
        {
            File.WriteAllText(file, text);

            Assert.Equal(expected, GoldenReplay.Print(file, to));
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Contains(said, to.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Files() =>
        Directory.GetFiles(HistoryRecorder.Folder, "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static GoldenHistory Read(string file) => GoldenHistory.Read(Path.Combine(HistoryRecorder.Folder, file));
}
