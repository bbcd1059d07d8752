using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Asking;

public sealed class ParticipantPlannerTests
{
    private static readonly DateTimeOffset Opened = CampaignScene.Opened;

    private static readonly ParticipantFacts Asked = new()
    {
        CampaignState = CampaignState.Open,
        OpenedAt = Opened,
        ClosesAt = Opened.AddDays(14),
        Policy = new CampaignOptions { AskManagerAfter = TimeSpan.FromDays(11) }.ToPolicy(),
        State = ParticipantState.Asked,
        OpenCount = 2,
        AskedAt = Opened.AddMinutes(10),
        RemindersSent = 0,
        NeedsRepaint = false,
        OwesNotice = false,
    };

    [Fact]
    public void Next_NotAskedYet_Asks() =>
        Assert.Equal(ParticipantStep.Ask, ParticipantPlanner.Next(Waiting(), Opened).Step);

    [Fact]
    public void Ahead_Unreachable_WaitsForTheCutOffBecauseSlackMayHaveAnAccountTomorrow()
    {
        var unreachable = Waiting() with
        {
            State = ParticipantState.Unreachable,
            Policy = Asked.Policy with { AskManagerAfter = null },
        };

        var plan = ParticipantPlanner.Ahead(unreachable, Opened);

        Assert.Equal((ParticipantStep.Wait, unreachable.ClosesAt), (plan.Step, plan.At));
        Assert.Equal(ParticipantStep.End, ParticipantPlanner.Ahead(unreachable, unreachable.ClosesAt).Step);
    }

    [Fact]
    public void Next_UnreachableWhereManagersAreAsked_AsksRemindsAndEndsWithTheManager()
    {
        var policy = Asked.Policy with { AskManagerAfter = TimeSpan.FromDays(7) };
        var unreachable = Waiting() with { State = ParticipantState.Unreachable, Policy = policy };
        var delegated = unreachable with { DelegatedAt = Opened.AddDays(7), HasDelegate = true };

        Assert.Equal(ParticipantStep.Wait, ParticipantPlanner.Next(unreachable, Opened.AddDays(6)).Step);
        Assert.Equal(ParticipantStep.AskDelegate, ParticipantPlanner.Next(unreachable, Opened.AddDays(7)).Step);
        Assert.Equal(ParticipantStep.RemindDelegate, ParticipantPlanner.Next(delegated, Opened.AddDays(10)).Step);
        Assert.Equal(ParticipantStep.Repaint, ParticipantPlanner.Next(delegated with { NeedsRepaint = true }, Opened.AddDays(8)).Step);
        var answered = delegated with { OpenCount = 0, AnsweredAllAt = Opened.AddDays(8) };
        Assert.Equal(ParticipantStep.MarkDone, ParticipantPlanner.Next(answered, Opened.AddDays(9)).Step);
        Assert.Equal(ParticipantStep.PaintClosed, ParticipantPlanner.Next(delegated, delegated.ClosesAt).Step);
    }

    [Theory]
    [InlineData(CampaignState.Closing)]
    [InlineData(CampaignState.AwaitingDecision)]
    [InlineData(CampaignState.Closed)]
    [InlineData(CampaignState.Cancelled)]
    public void Next_CampaignOver_PaintsClosedWhoWasAskedAndEndsTheOthers(CampaignState state)
    {
        Assert.Equal(ParticipantStep.PaintClosed, ParticipantPlanner.Next(Asked with { CampaignState = state }, Opened.AddDays(1)).Step);
        Assert.Equal(ParticipantStep.End, ParticipantPlanner.Next(Waiting() with { CampaignState = state }, Opened.AddDays(1)).Step);
    }

    [Fact]
    public void Next_AtTheCutOff_PaintsClosedThoughTheStateStillSaysOpen()
    {
        Assert.NotEqual(ParticipantStep.PaintClosed, ParticipantPlanner.Next(Asked, Asked.ClosesAt.AddTicks(-1)).Step);
        Assert.Equal(ParticipantStep.PaintClosed, ParticipantPlanner.Next(Asked, Asked.ClosesAt).Step);
    }

    [Theory]
    [InlineData(1, 0, ParticipantStep.Wait)]
    [InlineData(5, 0, ParticipantStep.Remind)]
    [InlineData(5, 1, ParticipantStep.Wait)]
    [InlineData(10, 1, ParticipantStep.Remind)]
    [InlineData(10, 0, ParticipantStep.Remind)]
    [InlineData(11, 2, ParticipantStep.AskDelegate)]
    public void Next_OpenGrants_RemindsAndEscalatesWhenDue(int day, int sent, ParticipantStep expected) =>
        Assert.Equal(expected, ParticipantPlanner.Next(Asked with { RemindersSent = sent }, Opened.AddDays(day)).Step);

    [Fact]
    public void DueReminder_SeveralMissed_IsTheNewestOnly() =>
        Assert.Equal(1, ParticipantPlanner.DueReminder(Asked, Opened.AddDays(12)));

    [Fact]
    public void DueReminder_FellDueBeforeTheQuestionWentOut_IsPassedOver()
    {
        var late = Asked with { AskedAt = Opened.AddDays(6) };

        Assert.Null(ParticipantPlanner.DueReminder(late, Opened.AddDays(9)));
        Assert.Equal(1, ParticipantPlanner.DueReminder(late, Opened.AddDays(10)));
    }

    [Fact]
    public void Next_EscalatedBefore_DoesNotEscalateAgain() =>
        Assert.Equal(
            ParticipantStep.Wait,
            ParticipantPlanner.Next(Asked with { RemindersSent = 2, DelegatedAt = Opened.AddDays(11) }, Opened.AddDays(12)).Step
        );

    [Theory]
    [InlineData(12, 0, ParticipantStep.Wait)]
    [InlineData(13, 0, ParticipantStep.RemindDelegate)]
    [InlineData(13, 3, ParticipantStep.Wait)]
    public void Next_ManagerWasAsked_IsRemindedOfWhatFellDueSince(int day, int sent, ParticipantStep expected)
    {
        var escalated = Asked with
        {
            RemindersSent = 3,
            DelegatedAt = Opened.AddDays(11),
            HasDelegate = true,
            DelegateRemindersSent = sent,
        };

        Assert.Equal(expected, ParticipantPlanner.Next(escalated, Opened.AddDays(day)).Step);
    }

    [Fact]
    public void Next_ReminderDueToBoth_RemindsThePersonFirst()
    {
        var escalated = Asked with { RemindersSent = 2, DelegatedAt = Opened.AddDays(11), HasDelegate = true };

        Assert.Equal(ParticipantStep.Remind, ParticipantPlanner.Next(escalated, Opened.AddDays(13)).Step);
        Assert.Equal(
            ParticipantStep.RemindDelegate,
            ParticipantPlanner.Next(escalated with { RemindersSent = 3 }, Opened.AddDays(13)).Step
        );
    }

    [Fact]
    public void DueDelegateReminder_NobodyWasAsked_IsNone()
    {
        var nobody = Asked with { DelegatedAt = Opened.AddDays(11) };

        Assert.Null(ParticipantPlanner.DueDelegateReminder(nobody, Opened.AddDays(13)));
        Assert.Null(ParticipantPlanner.DueDelegateReminder(nobody with { DelegatedAt = null, HasDelegate = true }, Opened.AddDays(13)));
    }

    [Fact]
    public void Next_ManagerWasAsked_NoReminderWithoutOpenGrantsNorAfterTheCutOff()
    {
        var escalated = Asked with { RemindersSent = 3, DelegatedAt = Opened.AddDays(11), HasDelegate = true };

        Assert.Equal(
            ParticipantStep.Wait,
            ParticipantPlanner.Next(escalated with { OpenCount = 0, AnsweredAllAt = Opened.AddDays(13) }, Opened.AddDays(13)).Step
        );
        Assert.Equal(ParticipantStep.PaintClosed, ParticipantPlanner.Next(escalated, Opened.AddDays(14)).Step);
        Assert.Equal(
            ParticipantStep.PaintClosed,
            ParticipantPlanner.Next(escalated with { CampaignState = CampaignState.Closing }, Opened.AddDays(13)).Step
        );
    }

    [Theory]
    [InlineData(23.9, ParticipantStep.Wait)]
    [InlineData(24, ParticipantStep.MarkDone)]
    public void Next_EverythingAnswered_IsDoneAfterTheCorrectionWindow(double hours, ParticipantStep expected)
    {
        var answered = Asked with { OpenCount = 0, AnsweredAllAt = Opened.AddDays(2) };

        Assert.Equal(expected, ParticipantPlanner.Next(answered, Opened.AddDays(2).AddHours(hours)).Step);
    }

    [Fact]
    public void Next_EverythingAnswered_GetsNoReminder() =>
        Assert.Equal(
            ParticipantStep.Wait,
            ParticipantPlanner
                .Next(Asked with { OpenCount = 0, State = ParticipantState.Done, AnsweredAllAt = Opened }, Opened.AddDays(12))
                .Step
        );

    [Fact]
    public void Next_PaintBehindAndNoticeOwed_PaintsBeforeItTells()
    {
        var behind = Asked with { NeedsRepaint = true, OwesNotice = true };

        Assert.Equal(ParticipantStep.Repaint, ParticipantPlanner.Next(behind, Opened.AddDays(1)).Step);
        Assert.Equal(ParticipantStep.TellScopesGrew, ParticipantPlanner.Next(behind with { NeedsRepaint = false }, Opened.AddDays(1)).Step);
    }

    [Theory]
    [InlineData(1, 0, 5, ParticipantStep.Remind)]
    [InlineData(4.5, 0, 5, ParticipantStep.Remind)]
    [InlineData(5.5, 1, 10, ParticipantStep.Remind)]
    [InlineData(13.5, 3, 14, ParticipantStep.PaintClosed)]
    public void Ahead_Waiting_IsTheNextDateAndWhatComesThen(double day, int sent, double nextDay, ParticipantStep next) =>
        Assert.Equal(
            new ParticipantPlan(next, Opened.AddDays(nextDay)),
            ParticipantPlanner.Ahead(Asked with { RemindersSent = sent, DelegatedAt = Opened }, Opened.AddDays(day))
        );

    [Fact]
    public void Ahead_EverythingAnswered_IsTheEndOfTheCorrectionWindow() =>
        Assert.Equal(
            new ParticipantPlan(ParticipantStep.MarkDone, Opened.AddDays(3)),
            ParticipantPlanner.Ahead(Asked with { OpenCount = 0, AnsweredAllAt = Opened.AddDays(2) }, Opened.AddDays(2))
        );

    [Fact]
    public void Next_AnyFactsAtAnyTime_WakesInTheFutureAndNotAfterTheCutOff()
    {
        var chance = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            var now = Opened.AddMinutes(chance.Next(0, 16 * 24 * 60));
            var facts = Asked with
            {
                State = (ParticipantState)chance.Next(1, 5),
                OpenCount = chance.Next(0, 2),
                AskedAt = chance.Next(3) == 0 ? null : Opened.AddMinutes(chance.Next(0, 20_000)),
                AnsweredAllAt = chance.Next(2) == 0 ? null : Opened.AddMinutes(chance.Next(0, 20_000)),
                RemindersSent = chance.Next(0, 4),
                DelegatedAt = chance.Next(2) == 0 ? null : Opened.AddDays(11),
                HasDelegate = chance.Next(2) == 0,
                DelegateRemindersSent = chance.Next(0, 4),
                NeedsRepaint = chance.Next(4) == 0,
            };

            var plan = ParticipantPlanner.Next(facts, now);

            if (plan.Step == ParticipantStep.Wait)
                Assert.True(plan.At > now && plan.At <= facts.ClosesAt, $"{facts} at {now:o} waits until {plan.At:o}");
            var ahead = ParticipantPlanner.Ahead(facts, now);
            Assert.True(
                (ahead.Step != ParticipantStep.Wait || (!facts.HasMessage && ahead.At == facts.ClosesAt))
                    && ahead.At >= plan.At
                    && (ahead.At == now || ahead.At <= facts.ClosesAt),
                $"{facts} at {now:o} is told to {ahead.Step} at {ahead.At:o}"
            );
        }
    }

    private static ParticipantFacts Waiting() => Asked with { State = ParticipantState.Waiting, AskedAt = null };
}
