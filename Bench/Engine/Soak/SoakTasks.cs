using Microsoft.DurableTask;
using OAuthAttest.Local.Durable.Tasks;

namespace OAuthAttest.Bench.Engine.Soak;

/// <summary>The input of an execution.</summary>
/// <param name="Number">The instance.</param>
/// <param name="Hour">The first hour that it has to do.</param>
/// <param name="Sum">The sum of the steps before it.</param>
internal sealed record Life(int Number, int Hour, long Sum);

/// <summary>The input of an activity.</summary>
/// <param name="Value">What the orchestrator got from the event; 0 when it did not come, or when there was none.</param>
/// <param name="Asked">The time that the orchestrator saw when it called.</param>
internal sealed record StepCall(int Number, StepKind Kind, int Hour, long Value, DateTime Asked);

/// <summary>The orchestrations and activities of the soak. Each activity leaves a row, and returns what its step is worth.</summary>
internal sealed class SoakTasks(SoakPlan plan, SoakTables tables, TimeProvider clock)
{
    public const string Live = nameof(Live);
    private const string TakePart = nameof(TakePart);
    private const string TakeStep = nameof(TakeStep);
    private const string FailFirst = nameof(FailFirst);

    private static readonly TaskOptions Twice = TaskOptions.FromRetryPolicy(new RetryPolicy(3, SoakPlan.RetryAfter));

    public DurableTaskSet Set() => new DurableTaskSet()
        .AddActivity(TakeStep, async (call, cancellation) => await RecordAsync(call.Read<StepCall>()!, cancellation))
        .AddActivity(FailFirst, FailFirstAsync)
        .AddOrchestrator(TakePart, async context =>
        {
            await context.CreateTimer(SoakPlan.PartTime, CancellationToken.None);
            var part = context.GetInput<Life>()!;
            return await StepAsync(context, part, StepKind.Part, part.Hour, 0);
        })
        .AddOrchestrator(Live, LiveAsync);

    private async Task<object?> LiveAsync(TaskOrchestrationContext context)
    {
        var life = context.GetInput<Life>()!;
        var sum = life.Sum;
        if (life.Hour > 0)
            sum = SoakPlan.Add(sum, await TakeKeptAsync(context, life));
        for (var hour = life.Hour; hour < plan.Hours; hour++)
        {
            await context.CreateTimer(SoakPlan.Due(life.Number, hour), CancellationToken.None);
            sum = SoakPlan.Add(sum, await StepAsync(context, life, StepKind.Hour, hour, 0));
            switch (SoakPlan.Besides(life.Number, hour))
            {
                case StepKind.Word:
                    sum = SoakPlan.Add(sum, await TakeWordAsync(context, life, hour));
                    break;
                case StepKind.Part:
                    var id = new SubOrchestrationOptions(instanceId: SoakPlan.PartId(life.Number, hour));
                    sum = SoakPlan.Add(sum, await context.CallSubOrchestratorAsync<long>(TakePart, life with { Hour = hour }, id));
                    break;
                case StepKind.Retried:
                    var call = new StepCall(life.Number, StepKind.Retried, hour, 0, context.CurrentUtcDateTime);
                    sum = SoakPlan.Add(sum, await context.CallActivityAsync<long>(FailFirst, call, Twice));
                    break;
                case StepKind.Kept:
                    context.ContinueAsNew(new Life(life.Number, hour + 1, sum));
                    return null;
            }
        }

        await context.CreateTimer(plan.End, CancellationToken.None);
        return sum;
    }

    private static async Task<long> TakeWordAsync(TaskOrchestrationContext context, Life life, int hour)
    {
        var word = 0L;
        try
        {
            word = await context.WaitForExternalEvent<long>(SoakPlan.EventName(StepKind.Word, hour), SoakPlan.WordPatience);
        }
        catch (OperationCanceledException)
        {
            // It has not come: for some that is right, and the value says so.
        }

        return await StepAsync(context, life, StepKind.Word, hour, word);
    }

    private static async Task<long> TakeKeptAsync(TaskOrchestrationContext context, Life life)
    {
        using var cancel = new CancellationTokenSource();
        var hour = life.Hour - 1;
        var patience = context.CreateTimer(SoakPlan.KeptPatience, cancel.Token);
        var kept = context.WaitForExternalEvent<long>(SoakPlan.EventName(StepKind.Kept, hour));
        var came = await Task.WhenAny(kept, patience) == kept;
        if (came)
            cancel.Cancel();
        return await StepAsync(context, life, StepKind.Kept, hour, came ? await kept : 0);
    }

    private static Task<long> StepAsync(TaskOrchestrationContext context, Life life, StepKind kind, int hour, long value) =>
        context.CallActivityAsync<long>(TakeStep, new StepCall(life.Number, kind, hour, value, context.CurrentUtcDateTime));

    // By the time and not by a count of calls, so that a first attempt that is made twice fails twice.
    private async Task<object?> FailFirstAsync(ActivityCall call, CancellationToken cancellation)
    {
        var step = call.Read<StepCall>()!;
        if (clock.GetUtcNow().UtcDateTime < step.Asked + SoakPlan.RetryAfter)
        {
            await RecordAsync(step with { Kind = StepKind.Failed }, cancellation);
            throw new TimeoutException("The first attempt fails.");
        }

        return await RecordAsync(step, cancellation);
    }

    private async Task<long> RecordAsync(StepCall step, CancellationToken cancellation)
    {
        await tables.StepAsync(step, clock.GetUtcNow().UtcDateTime, cancellation);
        return SoakPlan.Worth(step.Number, step.Kind, step.Hour, step.Value);
    }
}
