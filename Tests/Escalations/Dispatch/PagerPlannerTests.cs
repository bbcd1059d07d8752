using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Dispatch;

public sealed class PagerPlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AfterFailure_FirstAndSecond_AreRepeatedSoon()
    {
        Assert.Equal((Now.AddSeconds(2), false), PagerPlanner.AfterFailure(Effect(EffectKind.Page), 1, null, refused: false, Now));
        Assert.Equal(
            (Now.AddSeconds(12), false),
            PagerPlanner.AfterFailure(Effect(EffectKind.Page), 2, null, refused: false, Now.AddSeconds(4))
        );
    }

    [Theory]
    [InlineData(3, null, false)]
    [InlineData(1, null, true)]
    [InlineData(1, 31, false)]
    public void AfterFailure_ThirdOrRefusedOrToldToWaitTooLong_EndsTheQuickAttempts(int attempt, int? retryAfter, bool refused)
    {
        var (at, gaveUp) = PagerPlanner.AfterFailure(
            Effect(EffectKind.Page),
            attempt,
            retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            refused,
            Now,
            isBare: true
        );

        Assert.True(gaveUp);
        Assert.Equal(Now.AddMinutes(1), at);
    }

    [Fact]
    public void AfterFailure_RefusedWithDetails_IsRepeatedAtOnceWithoutThem() =>
        Assert.Equal((Now, false), PagerPlanner.AfterFailure(Effect(EffectKind.Page), 1, null, refused: true, Now));

    [Fact]
    public void Next_RefusedWithOneKey_TriesTheOtherBareBeforeTheChannelIsAlerted()
    {
        var page = Effect(EffectKind.Page, attempts: 3);
        page.Result = EffectRows.Write(new PageMemory { GaveUpQuickly = true });
        var fallback = Effect(EffectKind.PageFallback, attempts: 2, at: Now.AddMinutes(1));
        fallback.Result = EffectRows.Write(new PageMemory { GaveUpQuickly = true, WasRefused = true, WasSentBare = true });

        var move = PagerPlanner.Next(Facts(IncidentState.Open, page, fallback), hasFallback: true, Now);

        Assert.Equal((PagerStep.Page, page, Now), (move.Step, move.Effect, move.At));
    }

    [Fact]
    public void AfterFailure_RetryAfterWithinThirtySeconds_Wins() =>
        Assert.Equal(
            (Now.AddSeconds(25), false),
            PagerPlanner.AfterFailure(Effect(EffectKind.Page), 1, TimeSpan.FromSeconds(25), refused: false, Now)
        );

    [Fact]
    public void AfterFailure_Later_BacksOffToFiveMinutes()
    {
        Assert.Equal(Now.AddMinutes(2), PagerPlanner.AfterFailure(Effect(EffectKind.Page), 4, null, refused: false, Now).At);
        Assert.Equal(Now.AddMinutes(5), PagerPlanner.AfterFailure(Effect(EffectKind.Page), 60, null, refused: false, Now).At);
    }

    [Fact]
    public void Next_QuickAttemptsOver_WantsTheFallback_OrTheAlertWhereThereIsNone()
    {
        var tired = Effect(EffectKind.Page, attempts: 3, at: Now.AddMinutes(1));

        Assert.Equal(PagerStep.WantFallback, PagerPlanner.Next(Facts(IncidentState.Open, tired), hasFallback: true, Now).Step);
        Assert.Equal(PagerStep.WantAlert, PagerPlanner.Next(Facts(IncidentState.Open, tired), hasFallback: false, Now).Step);
    }

    [Fact]
    public void Next_BothKeysTired_TriesWhicheverIsDueFirst()
    {
        var page = Effect(EffectKind.Page, attempts: 4, at: Now.AddMinutes(2));
        var fallback = Effect(EffectKind.PageFallback, attempts: 3, at: Now.AddMinutes(1));
        var alert = Effect(EffectKind.PageFailedAlert, state: EffectState.Done);

        var move = PagerPlanner.Next(Facts(IncidentState.Open, page, fallback, alert), hasFallback: true, Now);

        Assert.Equal((PagerStep.Page, fallback, Now.AddMinutes(1)), (move.Step, move.Effect, move.At));
    }

    [Fact]
    public void Next_ResolvedBeforeAnyPage_SendsNothingMore() =>
        Assert.Equal(
            PagerStep.Abandon,
            PagerPlanner.Next(Facts(IncidentState.Resolved, Effect(EffectKind.Page, attempts: 1)), hasFallback: true, Now).Step
        );

    [Fact]
    public void Next_ResolvedWhileAnAttemptMayHaveArrived_ResolvesThat()
    {
        var page = Effect(EffectKind.Page, attempts: 1);
        page.Result = EffectRows.Write(new PageMemory { MayHaveArrived = true });

        Assert.Equal(
            PagerStep.Resolve,
            PagerPlanner.Next(Facts(IncidentState.Resolved, page, Effect(EffectKind.PagerDutyResolve)), hasFallback: true, Now).Step
        );
    }

    [Fact]
    public void Next_GrownAfterTheResolve_IsNotTold_ForThatWouldOpenANewAlert()
    {
        var page = Effect(EffectKind.Page, state: EffectState.Done);
        page.Result = EffectRows.Write(new PageMemory { Consents = 1, Revision = 1, ToldAt = Now });
        var facts = Facts(IncidentState.Resolved, page);
        (facts.Incident.PageRoute, facts.Incident.Consents) = (PageRoute.Primary, 7);

        Assert.Equal(PagerStep.None, PagerPlanner.Next(facts, hasFallback: true, Now.AddHours(1)).Step);
    }

    [Theory]
    [InlineData(1, 2, 5)]
    [InlineData(2, 3, 60)]
    [InlineData(4, 5, 5)]
    [InlineData(50, 99, 60)]
    [InlineData(100, 199, 60)]
    [InlineData(100, 200, 5)]
    [InlineData(200, 400, 5)]
    public void Growth_AtMilestones_IsToldSoon_ElseAMinuteAfterTheLastTime(int told, int count, int seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), GrowthThrottle.NextAt(told, Now, count, TimeSpan.FromSeconds(5)));

    [Fact]
    public void Growth_None_IsNotTold() => Assert.Null(GrowthThrottle.NextAt(3, Now, 3, TimeSpan.Zero));

    private static EscalationEffect Effect(
        EffectKind kind,
        int attempts = 0,
        EffectState state = EffectState.Pending,
        DateTimeOffset? at = null
    ) =>
        new()
        {
            Key = kind.ToString(),
            Kind = kind,
            State = state,
            Attempts = attempts,
            NextAttemptAt = at ?? Now,
            CreatedAt = Now,
        };

    private static IncidentFacts Facts(IncidentState state, params IReadOnlyList<EscalationEffect> effects) => new(
        new Incident
        {
            DedupKey = "consent:standard-1",
            Provider = ProviderName.Entra,
            Tenant = "",
            ClientId = "client",
            State = state,
            OpenedAt = Now,
            LastConsentAt = Now,
            Risk = Risk.High,
            Consents = 1,
        },
        effects, 1, MustJudge: false, null, null);
}
