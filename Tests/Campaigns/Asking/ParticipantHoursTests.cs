using System.Globalization;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Asking;

/// <summary>When a person is asked and reminded: in their working hours, unless too little time to answer would be left.</summary>
public sealed class ParticipantHoursTests
{
    private static readonly SendingPolicy Hours = new("08:00-18:00", "UTC", [new DateOnly(2026, 12, 25)]);

    private static readonly CampaignPolicy Policy = new CampaignOptions { AskManagerAfter = TimeSpan.FromDays(11) }.ToPolicy() with
    {
        Sending = Hours,
    };

    /// <summary>The person's time zone, when the question is due, when it goes out.</summary>
    [Theory]
    [InlineData("UTC", "2026-10-01T06:00:00Z", "2026-10-01T08:00:00Z")]
    [InlineData("UTC", "2026-10-01T08:00:00Z", "2026-10-01T08:00:00Z")]
    [InlineData("UTC", "2026-10-01T17:59:59Z", "2026-10-01T17:59:59Z")]
    [InlineData("UTC", "2026-10-01T18:00:00Z", "2026-10-02T08:00:00Z")]
    [InlineData("Europe/Amsterdam", "2026-10-01T06:00:00Z", "2026-10-01T06:00:00Z")]
    [InlineData("America/New_York", "2026-10-01T06:00:00Z", "2026-10-01T12:00:00Z")]
    [InlineData("America/Los_Angeles", "2026-10-01T06:00:00Z", "2026-10-01T15:00:00Z")]
    [InlineData("Asia/Kolkata", "2026-10-01T02:00:00Z", "2026-10-01T02:30:00Z")]
    [InlineData("Asia/Tokyo", "2026-10-01T06:00:00Z", "2026-10-01T06:00:00Z")]
    [InlineData("Asia/Tokyo", "2026-10-01T09:00:00Z", "2026-10-01T23:00:00Z")]
    [InlineData("Pacific/Auckland", "2026-10-01T06:00:00Z", "2026-10-01T19:00:00Z")]
    // The weekend, by each one's own clock: Friday evening, and Sunday evening in California while it is Monday in UTC.
    [InlineData("UTC", "2026-10-02T18:00:00Z", "2026-10-05T08:00:00Z")]
    [InlineData("UTC", "2026-10-03T12:00:00Z", "2026-10-05T08:00:00Z")]
    [InlineData("America/Los_Angeles", "2026-10-05T00:30:00Z", "2026-10-05T15:00:00Z")]
    [InlineData("Asia/Tokyo", "2026-10-02T23:30:00Z", "2026-10-04T23:00:00Z")]
    // The clocks change over the weekend.
    [InlineData("Europe/Amsterdam", "2026-10-23T17:00:00Z", "2026-10-26T07:00:00Z")]
    [InlineData("Europe/Amsterdam", "2027-03-25T18:00:00Z", "2027-03-26T07:00:00Z")]
    [InlineData("Europe/Amsterdam", "2027-03-26T18:00:00Z", "2027-03-29T06:00:00Z")]
    [InlineData("America/New_York", "2026-10-30T23:00:00Z", "2026-11-02T13:00:00Z")]
    [InlineData("America/New_York", "2027-03-12T23:30:00Z", "2027-03-15T12:00:00Z")]
    // New Year's night: the 31st is a Thursday, the 1st is nobody's working day, the 4th is a Monday.
    [InlineData("Europe/Amsterdam", "2026-12-31T16:30:00Z", "2026-12-31T16:30:00Z")]
    [InlineData("Europe/Amsterdam", "2026-12-31T23:30:00Z", "2027-01-04T07:00:00Z")]
    [InlineData("UTC", "2027-01-01T12:00:00Z", "2027-01-04T08:00:00Z")]
    [InlineData("America/New_York", "2027-01-01T04:30:00Z", "2027-01-04T13:00:00Z")]
    // A holiday of the team's, on a Friday.
    [InlineData("UTC", "2026-12-24T19:00:00Z", "2026-12-28T08:00:00Z")]
    // What no machine knows counts as the team's.
    [InlineData(null, "2026-10-01T06:00:00Z", "2026-10-01T08:00:00Z")]
    [InlineData("", "2026-10-01T06:00:00Z", "2026-10-01T08:00:00Z")]
    [InlineData("Mars/Olympus", "2026-10-01T06:00:00Z", "2026-10-01T08:00:00Z")]
    public void Ahead_NotAskedYet_AsksInTheirWorkingHours(string? zone, string due, string expected)
    {
        var facts = Waiting(At(due)) with { TimeZone = zone };

        Assert.Equal(new ParticipantPlan(ParticipantStep.Ask, At(expected)), ParticipantPlanner.Ahead(facts, At(due)));
        if (due != expected)
            Assert.Equal(new ParticipantPlan(ParticipantStep.Wait, At(expected)), ParticipantPlanner.Next(facts, At(due)));
    }

    [Fact]
    public void Ahead_ZoneUnknown_IsTheTeams()
    {
        var facts = Waiting(At("2026-10-01T06:00:00Z")) with
        {
            TimeZone = "Mars/Olympus",
            Policy = Policy with { Sending = Hours with { TimeZone = "America/New_York" } },
        };

        Assert.Equal(At("2026-10-01T12:00:00Z"), ParticipantPlanner.Ahead(facts, facts.OpenedAt).At);
    }

    /// <summary>Due at 02:00, at work from 08:00: the wait takes at most half of the time that is left to answer.</summary>
    [Theory]
    [InlineData("2026-10-01T02:00:00Z", "2026-10-01T14:00:00Z", "2026-10-01T08:00:00Z")]
    [InlineData("2026-10-01T02:00:00Z", "2026-10-01T13:59:59Z", "2026-10-01T02:00:00Z")]
    [InlineData("2026-10-01T02:00:00Z", "2026-10-01T06:00:00Z", "2026-10-01T02:00:00Z")]
    [InlineData("2026-10-03T06:00:00Z", "2026-10-06T06:00:00Z", "2026-10-03T06:00:00Z")] // a pilot over the weekend
    [InlineData("2026-10-03T06:00:00Z", "2026-10-10T06:00:00Z", "2026-10-05T08:00:00Z")]
    public void Ahead_ShortCampaign_AsksAtOnceWhereTooLittleTimeWouldBeLeft(string due, string closes, string expected) =>
        Assert.Equal(At(expected), ParticipantPlanner.Ahead(Waiting(At(due)) with { ClosesAt = At(closes) }, At(due)).At);

    [Fact]
    public void Ahead_NoHours_AsksAtAnyTime()
    {
        var facts = Waiting(At("2027-01-01T00:30:00Z")) with { Policy = Policy with { Sending = null } };

        Assert.Equal(facts.OpenedAt, ParticipantPlanner.Ahead(facts, facts.OpenedAt).At);
    }

    /// <summary>Opened on a Thursday at 06:00: day 5 is a Tuesday, day 10 a Sunday, day 13 a Wednesday and the last but one.</summary>
    [Theory]
    [InlineData(1, 0, "2026-10-06T08:00:00Z")]
    [InlineData(6, 1, "2026-10-12T08:00:00Z")]
    [InlineData(12, 2, "2026-10-14T08:00:00Z")]
    public void Ahead_Reminder_IsInTheirHoursToo(int day, int sent, string expected) => Assert.Equal(
        new ParticipantPlan(ParticipantStep.Remind, At(expected)),
        ParticipantPlanner.Ahead(
            Asked with { RemindersSent = sent, DelegatedAt = Asked.OpenedAt }, Asked.OpenedAt.AddDays(day)));

    [Fact]
    public void Next_PersonAsleepAndManagerAtWork_DoesNotHoldUpTheManagersMessage()
    {
        var both = Asked with
        {
            RemindersSent = 2,
            DelegatedAt = Asked.OpenedAt.AddDays(11),
            HasDelegate = true,
            DelegateTimeZone = "Asia/Tokyo",
        };
        var due = Asked.OpenedAt.AddDays(13);

        Assert.Equal(ParticipantStep.RemindDelegate, ParticipantPlanner.Next(both, due).Step);
        Assert.Equal(
            new ParticipantPlan(ParticipantStep.Remind, At("2026-10-14T08:00:00Z")),
            ParticipantPlanner.Ahead(both with { DelegateRemindersSent = 3 }, due)
        );
    }

    [Theory]
    [InlineData("America/New_York", "2026-10-12T12:00:00Z")]
    [InlineData("Asia/Tokyo", "2026-10-12T06:00:00Z")]
    public void Ahead_QuestionToTheManager_IsInTheManagersHours(string zone, string expected) => Assert.Equal(
        new ParticipantPlan(ParticipantStep.AskDelegate, At(expected)),
        ParticipantPlanner.Ahead(Asked with { RemindersSent = 3, DelegateTimeZone = zone }, Asked.OpenedAt.AddDays(10.9)));

    [Fact]
    public void Ahead_ScopesGrewAtNight_IsToldInTheMorningAndPaintedAtOnce()
    {
        var night = At("2026-10-05T23:00:00Z");
        var grown = Asked with { NeedsRepaint = true, OwesNotice = true };

        Assert.Equal(new ParticipantPlan(ParticipantStep.Repaint, night), ParticipantPlanner.Ahead(grown, night));
        Assert.Equal(
            new ParticipantPlan(ParticipantStep.TellScopesGrew, At("2026-10-06T08:00:00Z")),
            ParticipantPlanner.Ahead(grown with { NeedsRepaint = false }, night)
        );
    }

    [Fact]
    public void Ahead_AnsweredAtNight_IsDoneAtNight()
    {
        var answered = Asked with { OpenCount = 0, AnsweredAllAt = At("2026-10-03T23:00:00Z") };

        Assert.Equal(
            new ParticipantPlan(ParticipantStep.MarkDone, At("2026-10-04T23:00:00Z")),
            ParticipantPlanner.Ahead(answered, answered.AnsweredAllAt!.Value)
        );
    }

    [Fact]
    public void Next_AnyFactsAtAnyTime_WritesInTheHoursOrWhereTooLittleTimeWouldBeLeft()
    {
        var chance = new Random(4711);
        string?[] zones = ["UTC", "Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", null];
        var (inHours, tooLate) = (0, 0);
        for (var i = 0; i < 5_000; i++)
        {
            var opened = At("2026-09-01T00:00:00Z").AddMinutes(chance.Next(0, 200 * 24 * 60));
            var closes = opened.AddMinutes(chance.Next(60, 20 * 24 * 60));
            var now = opened.AddMinutes(chance.Next(0, (int)(closes - opened).TotalMinutes));
            var facts = Asked with
            {
                State = (ParticipantState)chance.Next(1, 5),
                OpenedAt = opened,
                ClosesAt = closes,
                OpenCount = chance.Next(0, 2),
                AskedAt = chance.Next(3) == 0 ? null : opened.AddMinutes(chance.Next(0, 2_000)),
                AnsweredAllAt = chance.Next(2) == 0 ? null : opened.AddMinutes(chance.Next(0, 20_000)),
                RemindersSent = chance.Next(0, 4),
                DelegatedAt = chance.Next(2) == 0 ? null : opened.AddDays(1),
                HasDelegate = chance.Next(2) == 0,
                OwesNotice = chance.Next(4) == 0,
                TimeZone = zones[chance.Next(zones.Length)],
                DelegateTimeZone = zones[chance.Next(zones.Length)],
            };

            var plan = ParticipantPlanner.Ahead(facts, now);

            Assert.True(plan.At >= now && (plan.At == now || plan.At <= closes), $"{facts} at {now:o} is told to {plan}");
            if (!plan.Step.Posts())
                continue;
            var zone = plan.Step.IsForDelegate() ? facts.DelegateTimeZone : facts.TimeZone;
            if (IsAtWork(plan.At, zone))
            {
                inHours++;
                continue;
            }
            tooLate++;
            var work = plan.At;
            while (!IsAtWork(work, zone))
                work = work.AddMinutes(1);
            Assert.True(work - plan.At > closes - work, $"{facts} is written to at {plan.At:o}, though it could wait until {work:o}");
        }
        Assert.True(inHours > 500 && tooLate > 100, $"{inHours} in the hours, {tooLate} too late");
    }

    private static ParticipantFacts Asked { get; } = new()
    {
        CampaignState = CampaignState.Open,
        OpenedAt = At("2026-10-01T06:00:00Z"),
        ClosesAt = At("2026-10-15T06:00:00Z"),
        Policy = Policy,
        State = ParticipantState.Asked,
        OpenCount = 2,
        AskedAt = At("2026-10-01T08:00:00Z"),
        RemindersSent = 0,
        NeedsRepaint = false,
        OwesNotice = false,
        TimeZone = "UTC",
        DelegateTimeZone = "UTC",
    };

    private static ParticipantFacts Waiting(DateTimeOffset opened) =>
        Asked with { State = ParticipantState.Waiting, AskedAt = null, OpenedAt = opened, ClosesAt = opened.AddDays(14) };

    /// <summary>The rule, once more and without periods.</summary>
    private static bool IsAtWork(DateTimeOffset instant, string? zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(zone ?? "UTC"));
        return local.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && local.Hour is >= 8 and < 18
            && local is not ({ Month: 1, Day: 1 } or { Year: 2026, Month: 12, Day: 25 });
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
