using OAuthAttest.Local.Durable.History;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>
/// Each event of a history is read at every turn on Azure, and paid for. With timers that fire as early as the host's, a wait that is made
/// again for what is left of it would show as a history of timers.
/// </summary>
public sealed class HistoryLengthTests
{
    public static TheoryData<TimeSpan> Grains() => [TimeSpan.Zero, HistoryScenes.HostGrain];

    [Theory]
    [MemberData(nameof(Grains))]
    public async Task Incident_PagedPostedMeasuredAndAcknowledged_IsShort(TimeSpan grain) => AssertAtMost(30, await HistoryScenes.IncidentAsync(grain));

    [Theory]
    [MemberData(nameof(Grains))]
    public async Task Person_AWholeCampaign_IsShort(TimeSpan grain) => AssertAtMost(25, await HistoryScenes.PersonAsync(grain));

    [Theory]
    [MemberData(nameof(Grains))]
    public async Task StandardUsersConsent_IsShort(TimeSpan grain) => AssertAtMost(4, await HistoryScenes.ConsentAsync(grain));

    private static void AssertAtMost(int events, HistorySize size) => Assert.True(size.Events <= events, $"{size} is more than {events} events");
}
