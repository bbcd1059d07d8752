using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

/// <summary>People are written to in their own working hours, at the pace that the workspace takes.</summary>
public sealed class SendingHoursTests
{
    private const string Hours = "Slack:SendingHours";

    [Fact]
    public async Task Campaign_PeopleAroundTheWorld_AreAskedRemindedAndToldInTheirHours()
    {
        await using var world = await FlowWorld.StartAsync(new()
        {
            [Hours] = "08:00-18:00",
            ["Campaign:AskManagerAfter"] = "11.00:00:00",
        });
        var tokyo = await AddAsync(world, "tokyo", "Asia/Tokyo");
        var berlin = await AddAsync(world, "berlin", "Europe/Berlin", manager: "boss");
        var boston = await AddAsync(world, "boston", "America/New_York");
        var boss = world.Slack.Add(
            new SimulatedUser
            {
                Id = FlowWorld.UserId("boss"),
                RealName = "boss",
                Email = "boss@example.com",
                TimeZone = "America/New_York",
            });
        var grown = await world.AddGrantAsync("boston");
        await world.AddGrantAsync("berlin");
        var kept = await world.AddGrantAsync("tokyo");

        // 05:00 UTC on a Thursday: 14:00, 07:00 and 01:00.
        await world.OpenCampaignAsync();
        Assert.Equal(["request"], FlowWorld.Sent(tokyo));
        Assert.Empty(berlin.Messages);
        await world.Time.AdvanceAsync(TimeSpan.FromHours(6.9));
        Assert.Empty(boston.Messages);
        // Saturday, 22:00 in Boston, 11:00 in Tokyo: a click is answered at any time, news are not told.
        await world.Time.AdvanceToAsync(At(4, 2));
        await world.KeepAsync(boston, grown);
        await world.KeepAsync(tokyo, kept);
        Assert.Equal(At(4, 2), FlowWorld.Question(boston).RepaintedAt);
        await world.GrowAsync(grown, "User.Read", "Mail.ReadWrite");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(14));

        Assert.Equal(
            [("request", At(1, 6)), ("reminder-1", At(6, 6)), ("reminder-2", At(12, 6)), ("reminder-3", At(14, 6))], Posts(berlin));
        Assert.Equal(
            [
                ("request", At(1, 12)), ("grown-1", At(5, 12)), ("reminder-1", At(6, 12)), ("reminder-2", At(12, 12)),
                ("reminder-3", At(14, 12)),
            ],
            Posts(boston)
        );
        Assert.Equal([("request", At(1, 5))], Posts(tokyo));
        Assert.Equal([("escalation", At(12, 12)), ("escalation-reminder-3", At(14, 12))], Posts(boss));
    }

    [Fact]
    public async Task Campaign_OpenedOnNewYearsNight_AsksOnTheFirstWorkingDay()
    {
        await using var world = await FlowWorld.StartAsync(new() { [Hours] = "09:00-17:00", ["Slack:TimeZone"] = "Europe/Berlin" });
        var jane = await AddAsync(world, "jane", "Europe/Berlin");
        var unknown = await AddAsync(world, "unknown", "Nowhere/AtAll");
        await world.AddGrantAsync("jane");
        await world.AddGrantAsync("unknown");
        await world.Time.AdvanceToAsync(new(2026, 12, 31, 23, 30, 0, TimeSpan.Zero));

        await world.OpenCampaignAsync("""{"key":"2027Q1","acceptStale":true}""");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Empty(jane.Messages.Concat(unknown.Messages));
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        var monday = new DateTimeOffset(2027, 1, 4, 8, 0, 0, TimeSpan.Zero);
        Assert.Equal([("request", monday)], Posts(jane));
        Assert.Equal([("request", monday)], Posts(unknown));
    }

    [Fact]
    public async Task Campaign_ShorterThanTheNight_AsksAtOnce()
    {
        await using var world = await FlowWorld.StartAsync(new() { [Hours] = "08:00-18:00" });
        var boston = await AddAsync(world, "boston", "America/New_York");
        await world.AddGrantAsync("boston");

        await world.OpenCampaignAsync("""{"responseWindow":"06:00:00"}""");

        Assert.Equal([("request", FlowWorld.Start)], Posts(boston));
    }

    /// <summary>Whoever is not at work yet takes no slot, and the pace holds for all together.</summary>
    [Fact]
    public async Task Campaign_PacedOverTimeZones_NeverExceedsThePaceAndHoldsNobodyUp()
    {
        await using var world = await FlowWorld.StartAsync(new() { [Hours] = "08:00-18:00", ["Slack:PacePerMinute"] = "12" });
        string[] zones = ["America/New_York", "Asia/Tokyo", "Europe/Berlin"];
        foreach (var number in Enumerable.Range(0, 24))
        {
            await AddAsync(world, $"p{number}", zones[number % 3]);
            await world.AddGrantAsync($"p{number}");
        }

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(10));

        (TimeSpan From, TimeSpan Until)[] expected =
        [
            (TimeSpan.FromHours(7), TimeSpan.FromHours(7.1)), (TimeSpan.Zero, TimeSpan.FromSeconds(45)),
            (TimeSpan.FromHours(1), TimeSpan.FromHours(1.1)),
        ];
        foreach (var number in Enumerable.Range(0, 24))
        {
            var (from, until) = expected[number % 3];
            var post = Assert.Single(Posts(world.Person($"p{number}")));
            Assert.InRange(post.At - FlowWorld.Start, from, until);
        }
        AssertPace(world, perMinute: 12);
    }

    /// <summary>One message a minute for 70 people: an hour is not enough, and nobody is asked after it.</summary>
    [Fact]
    public async Task Campaign_QueueLongerThanTheHours_GoesOnTheNextDay()
    {
        await using var world = await FlowWorld.StartAsync(new() { [Hours] = "08:00-09:00", ["Slack:PacePerMinute"] = "1" });
        foreach (var number in Enumerable.Range(0, 70))
        {
            await AddAsync(world, $"p{number}", "UTC");
            await world.AddGrantAsync($"p{number}");
        }

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));

        var posts = world.Slack.AllMessages.Where(message => message.UserId is not null).Select(message => message.PostedAt).ToList();
        Assert.Equal(70, posts.Count);
        Assert.All(posts, post => Assert.Equal(8, post.Hour));
        // All slots of the first day are used; what is left of the wake-ups' whole seconds may cost one or two.
        Assert.InRange(posts.Count(post => post.Day == 1), 55, 60);
        Assert.All(posts, post => Assert.InRange(post.Day, 1, 2));
        AssertPace(world, perMinute: 1);
    }

    private static void AssertPace(FlowWorld world, int perMinute)
    {
        var direct = world.Slack.AllMessages.Where(message => message.UserId is not null);
        var posts = direct.Select(message => message.PostedAt).Order().ToList();
        // A slot that is nearer than two seconds is used at once.
        var least = (TimeSpan.FromMinutes(1) / perMinute) - TimeSpan.FromSeconds(2);
        Assert.All(posts.Zip(posts.Skip(1)), pair => Assert.True(pair.Second - pair.First >= least, $"{pair.First:o}, {pair.Second:o}"));
    }

    private static async Task<SimulatedPerson> AddAsync(FlowWorld world, string name, string zone, string? manager = null)
    {
        await world.AddPersonAsync(name, manager, inSlack: false);
        return world.Slack.Add(
            new SimulatedUser { Id = FlowWorld.UserId(name), RealName = name, Email = $"{name}@example.com", TimeZone = zone });
    }

    /// <summary>What was posted to the person and when, to the minute.</summary>
    private static List<(string What, DateTimeOffset At)> Posts(SimulatedPerson person) =>
    [
        .. FlowWorld.Sent(person)
            .Zip(
                person.Messages,
                (what, message) => (what, message.PostedAt.AddTicks(-(message.PostedAt.Ticks % TimeSpan.TicksPerMinute)))
            ),
    ];

    private static DateTimeOffset At(int day, int hour) => new(2026, 10, day, hour, 0, 0, TimeSpan.Zero);
}
