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

    private static IEnumerable<string> Files() =>
        Directory.GetFiles(HistoryRecorder.Folder, "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static GoldenHistory Read(string file) => GoldenHistory.Read(Path.Combine(HistoryRecorder.Folder, file));
}
