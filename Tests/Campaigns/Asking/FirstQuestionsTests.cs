using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Asking;

/// <summary>Who of a shard gets a send slot at once.</summary>
public sealed class FirstQuestionsTests
{
    private static readonly CampaignKey Key = CampaignKey.Parse("2026Q4");

    /// <summary>14:00 in Tokyo, 07:00 in Amsterdam, 01:00 in New York.</summary>
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 5, 0, 0, TimeSpan.Zero);

    private static readonly CampaignSending Hours = new(new SendingPolicy("08:00-18:00", "UTC", []), Now.AddDays(14), 4);

    [Fact]
    public void Of_PeopleAroundTheWorld_AsksThoseAtWorkAtOnce()
    {
        var first = FirstQuestions.Of(People("America/New_York", "Asia/Tokyo", null, "Asia/Tokyo"), Hours, TimeSpan.FromMinutes(1), Now);

        Assert.Equal([2L, 4L], first.AtOnce.Select(person => person.ParticipantId));
        Assert.Equal([1L, 3L], first.Later.Select(person => person.ParticipantId));
    }

    /// <summary>At work in Tokyo for four hours more: a slot after that would be lost.</summary>
    [Theory]
    [InlineData(4, 1)]
    [InlineData(4.01, 0)]
    public void Of_QueueLongerThanTheHours_ReservesNoSlotThatMayBeLost(double hours, int atOnce) =>
        Assert.Equal(atOnce, FirstQuestions.Of(People("Asia/Tokyo"), Hours, TimeSpan.FromHours(hours), Now).AtOnce.Count);

    [Fact]
    public void Of_NoHours_AsksEverybodyAtOnce()
    {
        var first = FirstQuestions.Of(People("America/New_York", null), Hours with { Sending = null }, TimeSpan.FromDays(1), Now);

        Assert.Equal((2, 0), (first.AtOnce.Count, first.Later.Count));
    }

    [Fact]
    public void Of_CampaignThatClosesBeforeTheHours_AsksEverybodyAtOnce()
    {
        var hours = Hours with { ClosesAt = Now.AddHours(2) };
        var first = FirstQuestions.Of(People("America/New_York", null), hours, TimeSpan.FromDays(1), Now);

        Assert.Equal((2, 0), (first.AtOnce.Count, first.Later.Count));
    }

    private static List<PersonToAsk> People(params string?[] zones) =>
        [.. zones.Select((zone, index) => new PersonToAsk(new Respondent(Key, 1, index + 1, $"p{index + 1}"), zone))];
}
