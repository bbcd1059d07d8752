using OAuthAttest.Local.Durable.History;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>
/// Azure reads every event of a history at every turn, and this is paid for. Timers fire early here as on the host, so that a wait
/// that is repeated for its remaining time would show as additional timers.
/// </summary>
public sealed class HistoryLengthTests
{
    public static TheoryData<TimeSpan> Grains() => [TimeSpan.Zero, HistoryScenes.HostGrain];

    [Theory]
    [MemberData(nameof(Grains))]
    public async Task Incident_PagedPostedMeasuredAndAcknowledged_IsShort(TimeSpan grain) =>
        AssertAtMost(30, await HistoryScenes.IncidentAsync(grain));

    [Theory]
    [MemberData(nameof(Grains))]
    public async Task Person_AWholeCampaign_IsShort(TimeSpan grain) => AssertAtMost(33, await HistoryScenes.PersonAsync(grain));

    [Theory]
    [MemberData(nameof(Grains))]
    public async Task ConsentThatExits_IsShort(TimeSpan grain) => AssertAtMost(4, await HistoryScenes.ConsentAsync(grain));

    private static void AssertAtMost(int events, HistorySize size) =>
        Assert.True(size.Events <= events, $"{size} is more than {events} events");
}
