using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Pacing;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="Respondent">About whom.</param>
/// <param name="Step">The step whose time has come.</param>
public sealed record TakeStep(Respondent Respondent, ParticipantStep Step);

/// <summary>Carries one participant through a campaign, step by step. All memory is in the tables.</summary>
public sealed partial class RequestDesk(
    ParticipantRegister register, QuestionSender sender, MessagePainter painter, SlackPacer pacer, IOptions<SlackOptions> slack, TimeProvider clock, ILogger<RequestDesk> logger)
{
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConfigurationPause = TimeSpan.FromMinutes(15);

    /// <summary>What is next, with a send slot reserved where something is to be posted.</summary>
    public async Task<ParticipantPlan> PlanAsync(Respondent who, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var facts = await register.ReadFactsAsync(who, cancellation);
        var plan = ParticipantPlanner.Next(facts, now);
        // By the state and not by what was done here: the answer of an earlier attempt may have been lost after its commit.
        var justEnded = facts.State == ParticipantState.Unreachable || (facts.State == ParticipantState.Done && facts.IsOpenAt(now));
        if (plan.Step == ParticipantStep.MarkDone)
        {
            await register.MarkDoneAsync(who, now - facts.Policy.CorrectionWindow, now, cancellation);
            justEnded = true;
            // An answer that was taken back meanwhile kept the person open; then the next look finds the rest.
            plan = ParticipantPlanner.Next(facts with { State = ParticipantState.Done }, now);
        }
        return plan with
        {
            At = await SlotAsync(plan, now, cancellation),
            CampaignIsComplete = justEnded && await register.IsCompleteAsync(who.CampaignId, cancellation),
        };
    }

    /// <summary>Takes the step if it is still due, and says what comes after it.</summary>
    public async Task<ParticipantPlan> TakeAsync(TakeStep take, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var facts = await register.ReadFactsAsync(take.Respondent, cancellation);
        if (ParticipantPlanner.Next(facts, now).Step != take.Step)
            return await PlanAsync(take.Respondent, cancellation);
        if (await TryAsync(take, facts, now, cancellation) is { } later)
            return new ParticipantPlan(take.Step, later);
        return take.Step == ParticipantStep.PaintClosed ? new ParticipantPlan(ParticipantStep.End, now) : await PlanAsync(take.Respondent, cancellation);
    }

    /// <returns>When to try again; null when the step is settled.</returns>
    private async Task<DateTimeOffset?> TryAsync(TakeStep take, ParticipantFacts facts, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            if (take.Step.Posts())
                return await sender.SendAsync(take.Respondent, take.Step, facts, now, cancellation);
            await painter.PaintAsync(take.Respondent, now, cancellation);
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

    private async Task<DateTimeOffset> SlotAsync(ParticipantPlan plan, DateTimeOffset now, CancellationToken cancellation)
    {
        if (slack.Value.PacePerMinute == 0 || !(plan.Step.Posts() || plan.Step.Repaints()))
            return plan.At;
        return await pacer.ReserveSlotAsync(plan.Step.Posts() ? SlackPacer.Posting : SlackPacer.Repainting, now, cancellation);
    }

    [LoggerMessage(3101, LogLevel.Error, "{Step} of participant {Participant} waits: Slack {Method} answered {Error}, which only a change of configuration can heal")]
    private static partial void LogMisconfigured(ILogger logger, string participant, ParticipantStep step, string method, string error);
}
