using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Pacing;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="Respondent">About whom.</param>
/// <param name="Step">The step whose time has come.</param>
public sealed record TakeStep(Respondent Respondent, ParticipantStep Step);

/// <summary>Carries one participant through a campaign, step by step. All memory is in the tables.</summary>
public sealed partial class ParticipantService(
    ParticipantRegister register, QuestionSender sender, QuestionUpdater updater, SlackPacer pacer, IOptions<SlackOptions> slack, TimeProvider clock, ILogger<ParticipantService> logger)
{
    /// <summary>In one go; what is left then is the next one's.</summary>
    private const int MostSteps = 5;

    /// <summary>Waits are whole seconds and may last two longer than asked for: a slot that is nearer than that is not waited for.</summary>
    private static readonly TimeSpan SlotGrain = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConfigurationPause = TimeSpan.FromMinutes(15);

    /// <summary>Does what is due as far as its send slots have come, and says what is next.</summary>
    public Task<ParticipantPlan> PlanAsync(Respondent who, CancellationToken cancellation) => AdvanceAsync(who, taken: null, cancellation);

    /// <summary>The same, for a step whose time has come. It is taken if it is still due.</summary>
    public Task<ParticipantPlan> TakeAsync(TakeStep take, CancellationToken cancellation) => AdvanceAsync(take.Respondent, take.Step, cancellation);

    private async Task<ParticipantPlan> AdvanceAsync(Respondent who, ParticipantStep? taken, CancellationToken cancellation)
    {
        var (slot, hasEnded) = (who.Slot, false);
        for (var steps = 0; ; steps++)
        {
            var now = clock.GetUtcNow();
            var facts = await register.ReadFactsAsync(who, cancellation);
            var plan = ParticipantPlanner.Ahead(facts, now);
            // By the state and not by what was done here: the answer of an earlier attempt may have been lost after its commit.
            hasEnded |= facts.State == ParticipantState.Unreachable || (facts.State == ParticipantState.Done && facts.IsOpenAt(now));
            if (plan.At > now || steps == MostSteps || plan.Step == ParticipantStep.End)
                return await PlannedAsync(plan with { At = AtPlace(plan, facts, who, now) }, who, hasEnded, cancellation);
            if (plan.Step == ParticipantStep.MarkDone)
            {
                await register.MarkDoneAsync(who, now - facts.Policy.CorrectionWindow, now, cancellation);
                hasEnded = true;
                continue;
            }
            // Whoever is to be asked got the slot from the shard.
            slot = plan.Step == ParticipantStep.Ask && taken == plan.Step ? null : await SlotAsync(plan.Step, slot, now, cancellation);
            if (slot?.At > now + SlotGrain)
                return await PlannedAsync(plan with { At = slot.At, Slot = slot }, who, hasEnded, cancellation);
            if (await TryAsync(new TakeStep(who, plan.Step), facts, now, cancellation) is { } later)
                return await PlannedAsync(plan with { At = later, Slot = new SendSlot(FamilyOf(plan.Step), later) }, who, hasEnded, cancellation);
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
        catch (SlackThrottledException e)
        {
            // Posting blocks its own family; here a repaint or a permalink was throttled.
            if (take.Step.Repaints())
                await pacer.BlockAsync(SlackPacer.Repainting, now + e.RetryAfter, cancellation);
            return now + e.RetryAfter;
        }
        catch (SlackConfigurationException e)
        {
            LogMisconfigured(logger, take.Respondent.Key, take.Step, e.Method, e.Error);
            // The last repaint is a courtesy: it must not keep an ended campaign waiting for a token that nobody renews.
            return take.Step == ParticipantStep.PaintClosed ? null : now + ConfigurationPause;
        }
        catch (SlackException e) when (e is SlackUnavailableException or SlackUncertainException)
        {
            return now + ShortPause;
        }
    }

    /// <summary>
    /// The slot for a step that is due: the one that was given before, or a new one; null where sending is not paced. Whoever took a new
    /// one at each wake-up would go to the end of the line each time, and leave the old one to nobody.
    /// </summary>
    private async Task<SendSlot?> SlotAsync(ParticipantStep step, SendSlot? given, DateTimeOffset now, CancellationToken cancellation)
    {
        var family = FamilyOf(step);
        if (given?.Family == family)
            return given;
        return slack.Value.PacePerMinute == 0 ? null : new SendSlot(family, await pacer.ReserveSlotAsync(family, now, cancellation));
    }

    /// <summary>A date is the same for everybody: each comes at their own place in the line, so that there are slots when they come.</summary>
    private DateTimeOffset AtPlace(ParticipantPlan plan, ParticipantFacts facts, Respondent who, DateTimeOffset now) =>
        plan.At > now && (plan.Step.Posts() || plan.Step.Repaints())
            ? plan.At + (who.ParticipantId % Math.Max(1, facts.People) * pacer.IntervalOf(FamilyOf(plan.Step)))
            : plan.At;

    private static string FamilyOf(ParticipantStep step) => step.Posts() ? SlackPacer.Posting : SlackPacer.Repainting;

    [LoggerMessage(3101, LogLevel.Error, "{Step} of participant {Participant} waits: Slack {Method} answered {Error}, which only a change of configuration can heal")]
    private static partial void LogMisconfigured(ILogger logger, string participant, ParticipantStep step, string method, string error);
}
