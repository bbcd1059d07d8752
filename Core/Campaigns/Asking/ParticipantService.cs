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
                return await PlannedAsync(plan with { At = AtPlace(plan, facts, who, now) }, who, hasEnded, cancellation);
            if (plan.Step == ParticipantStep.MarkDone)
            {
                await register.MarkDoneAsync(who, now - facts.Policy.CorrectionWindow, now, cancellation);
                hasEnded = true;
                continue;
            }
            // The shard already reserved the slot of the question.
            slot = plan.Step == ParticipantStep.Ask && taken == plan.Step ? null : await SlotAsync(plan.Step, slot, now, cancellation);
            if (slot?.At > now + SlotGrain)
                return await PlannedAsync(plan with { At = slot.At, Slot = slot }, who, hasEnded, cancellation);
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
    /// The slot for a step that is due: the one reserved before, or a new one; null where sending is not paced. Reserving a new slot at
    /// each wake-up would move the participant to the end of the queue each time and waste the old slot.
    /// </summary>
    private async Task<SendSlot?> SlotAsync(ParticipantStep step, SendSlot? given, DateTimeOffset now, CancellationToken cancellation)
    {
        var family = FamilyOf(step);
        if (given?.Family == family)
            return given;
        return slack.Value.PacePerMinute == 0 ? null : new SendSlot(family, await pacer.ReserveSlotAsync(family, now, cancellation));
    }

    /// <summary>
    /// All participants share the same date, so each one's wake-up is shifted by their position: then they do not all ask for a slot at
    /// once.
    /// </summary>
    private DateTimeOffset AtPlace(ParticipantPlan plan, ParticipantFacts facts, Respondent who, DateTimeOffset now) =>
        plan.At > now && (plan.Step.Posts() || plan.Step.Repaints())
            ? plan.At + (who.ParticipantId % Math.Max(1, facts.People) * pacer.IntervalOf(FamilyOf(plan.Step)))
            : plan.At;

    private static string FamilyOf(ParticipantStep step) => step.Posts() ? SlackPacer.Posting : SlackPacer.Repainting;

    [LoggerMessage(
        3101,
        LogLevel.Error,
        "{Step} of participant {Participant} waits: Slack {Method} answered {Error}, which only a change of configuration can heal"
    )]
    private static partial void LogMisconfigured(ILogger logger, string participant, ParticipantStep step, string method, string error);
}
