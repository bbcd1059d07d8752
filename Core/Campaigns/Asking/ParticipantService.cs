using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Pacing;
using OAuthAttest.Slack.Pausing;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="Respondent">The participant.</param>
/// <param name="Step">The step that is due.</param>
public sealed record TakeStep(Respondent Respondent, ParticipantStep Step);

/// <summary>Executes one participant's steps through a campaign. All state is in the tables.</summary>
public sealed partial class ParticipantService(
    ParticipantRegister register,
    QuestionSender sender,
    QuestionUpdater updater,
    RefusalNotice notice,
    SlackPacer pacer,
    SlackPauses pauses,
    IOptions<SlackOptions> slack,
    TimeProvider clock,
    ILogger<ParticipantService> logger
)
{
    /// <summary>The maximum number of steps in one call; the rest is left to the next call.</summary>
    private const int MostSteps = 5;

    /// <summary>
    /// Timers wait whole seconds and may take two seconds longer than asked for, so a slot that is nearer than this is used without a
    /// timer.
    /// </summary>
    private static readonly TimeSpan SlotGrain = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConfigurationPause = TimeSpan.FromMinutes(15);

    /// <summary>Executes the steps that are due and whose send slots have come, and returns the next step.</summary>
    public Task<ParticipantPlan> PlanAsync(Respondent who, CancellationToken cancellation) => AdvanceAsync(who, taken: null, cancellation);

    /// <summary>The same, for a step whose time has come. It is executed only if it is still due.</summary>
    public Task<ParticipantPlan> TakeAsync(TakeStep take, CancellationToken cancellation) =>
        AdvanceAsync(take.Respondent, take.Step, cancellation);

    private async Task<ParticipantPlan> AdvanceAsync(Respondent who, ParticipantStep? taken, CancellationToken cancellation)
    {
        var (slot, hasEnded) = (who.Slot, false);
        for (var steps = 0; ; steps++)
        {
            var now = clock.GetUtcNow();
            var facts = await register.ReadFactsAsync(who, cancellation);
            var plan = ParticipantPlanner.Ahead(facts, now);
            // Determined from the stored state, not from what this call did: an earlier attempt may have committed and its result been
            // lost.
            hasEnded |= facts.State == ParticipantState.Done && facts.IsOpenAt(now);
            if (plan.At > now || steps == MostSteps || plan.Step == ParticipantStep.End)
                return await PlannedAsync(Later(plan, facts, who, now), who, hasEnded, cancellation);
            if (plan.Step == ParticipantStep.MarkDone)
            {
                await register.MarkDoneAsync(who, now - facts.Policy.CorrectionWindow, now, cancellation);
                hasEnded = true;
                continue;
            }
            // Without a slot, a question that was waited for has one that its shard reserved.
            var isReserved = plan.Step == ParticipantStep.Ask && taken == plan.Step && slot is null;
            var turn = isReserved ? new Turn(now, null) : await TurnAsync(plan.Step, slot, facts, now, cancellation);
            if (turn.Slot is null && turn.At > now)
                return await PlannedAsync(Later(plan with { At = turn.At }, facts, who, now), who, hasEnded, cancellation);
            if (turn.At > now + SlotGrain)
                return await PlannedAsync(plan with { At = turn.At, Slot = turn.Slot }, who, hasEnded, cancellation);
            if (await TryAsync(new TakeStep(who, plan.Step), facts, now, cancellation) is { } later)
            {
                return await PlannedAsync(
                    plan with
                    {
                        At = later,
                        Slot = new SendSlot(FamilyOf(plan.Step), later),
                    },
                    who,
                    hasEnded,
                    cancellation
                );
            }
            if (plan.Step == ParticipantStep.PaintClosed)
                return new ParticipantPlan(ParticipantStep.End, now);
            (slot, taken) = (null, null);
        }
    }

    private async Task<ParticipantPlan> PlannedAsync(ParticipantPlan plan, Respondent who, bool hasEnded, CancellationToken cancellation) =>
        plan with { CampaignIsComplete = hasEnded && await register.IsCompleteAsync(who.CampaignId, cancellation) };

    /// <returns>When to try again; null when the step is settled.</returns>
    private async Task<DateTimeOffset?> TryAsync(TakeStep take, ParticipantFacts facts, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            if (take.Step.Posts())
                return await sender.SendAsync(take.Respondent, take.Step, facts, now, cancellation);
            await updater.RepaintAsync(take.Respondent, now, cancellation);
            return null;
        }
        catch (SlackPausedException e)
        {
            // Only an update comes here: the outbox postpones what is posted.
            return await pacer.ReserveSlotAsync(FamilyOf(take.Step), now + e.RetryAfter, cancellation);
        }
        catch (SlackThrottledException e)
        {
            // Posting blocks its own family elsewhere; here an update or a permalink was throttled.
            if (take.Step.Repaints())
                await pacer.BlockAsync(SlackPacer.Repainting, now + e.RetryAfter, cancellation);
            return now + e.RetryAfter;
        }
        catch (SlackException e) when (e is SlackConfigurationException or SlackRefusedException)
        {
            var error = (e as SlackConfigurationException)?.Error ?? ((SlackRefusedException)e).Error;
            LogMisconfigured(logger, take.Respondent.Key, take.Step, e.Method, error);
            // The last update only removes the buttons. A broken token must not keep the orchestration of an ended campaign waiting.
            if (take.Step == ParticipantStep.PaintClosed)
                return null;
            await notice.TellAsync(take.Respondent.Campaign, e.Method, error, now, cancellation);
            // The pause is everybody's; where the refusal is of this call only, there is none.
            var scope = take.Step.Posts() ? SlackPauses.DirectMessages : SlackPauses.Updates;
            return await pauses.FindNextTryAsync(scope, cancellation) ?? now + ConfigurationPause;
        }
        catch (SlackException e) when (e is SlackUnavailableException or SlackUncertainException)
        {
            return now + ShortPause;
        }
    }

    /// <summary>
    /// When a step that is due has its turn: at the slot reserved before, or at a new one; at once where sending is not paced. Reserving a
    /// new slot at each wake-up would move the participant to the end of the queue each time and waste the old slot. Where the queue is
    /// longer than the recipient's hours, none is reserved, which others could use: the turn is on the next working day.
    /// </summary>
    private async Task<Turn> TurnAsync(
        ParticipantStep step, SendSlot? given, ParticipantFacts facts, DateTimeOffset now, CancellationToken cancellation)
    {
        var family = FamilyOf(step);
        if (given?.Family == family)
            return new Turn(given.At, given);
        if (slack.Value.PacePerMinute == 0)
            return new Turn(now, null);
        var end = step.Posts() ? SendingTime.Of(facts, step, now).Until : null;
        if (await pacer.TryReserveSlotAsync(family, now, end, cancellation) is { } at)
            return new Turn(at, new SendSlot(family, at));
        return new Turn(SendingTime.Of(facts, step, end!.Value).From, null);
    }

    /// <summary>
    /// The plan for a date that has not come yet. All participants share it, so each one's wake-up is shifted by their position: then they
    /// do not all ask for a slot at once. Not beyond the hours in which the message is to go out. A question gets its slot only then, so
    /// until then there is nothing but to wait.
    /// </summary>
    private ParticipantPlan Later(ParticipantPlan plan, ParticipantFacts facts, Respondent who, DateTimeOffset now)
    {
        if (plan.At <= now || !(plan.Step.Posts() || plan.Step.Repaints()))
            return plan;
        var shift = who.ParticipantId % Math.Max(1, facts.People) * pacer.IntervalOf(FamilyOf(plan.Step));
        if (plan.Step.Posts() && SendingTime.Of(facts, plan.Step, plan.At).Until is { } end)
            shift = TimeSpan.FromTicks(shift.Ticks % (end - plan.At).Ticks);
        return plan with { Step = plan.Step == ParticipantStep.Ask ? ParticipantStep.Wait : plan.Step, At = plan.At + shift };
    }

    /// <param name="At">When the step may be taken.</param>
    /// <param name="Slot">The send slot at that time; null where none is needed, or none was free.</param>
    private sealed record Turn(DateTimeOffset At, SendSlot? Slot);

    private static string FamilyOf(ParticipantStep step) => step.Posts() ? SlackPacer.Posting : SlackPacer.Repainting;

    [LoggerMessage(
        3101,
        LogLevel.Error,
        "{Step} of participant {Participant} waits: Slack {Method} answered {Error}, which only a change of configuration can heal"
    )]
    private static partial void LogMisconfigured(ILogger logger, string participant, ParticipantStep step, string method, string error);
}
