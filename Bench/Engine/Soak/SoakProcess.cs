using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Time;

namespace OAuthAttest.Bench.Engine.Soak;

/// <summary>
/// The process that is killed. It goes on at the time that the one before it had reached, lets virtual time pass to the end, and sends
/// from outside what is due.
/// </summary>
/// <remarks>
/// The time to which the clock goes next is stored before it goes there, and only when no work is left at the time before. So the next
/// process begins at no earlier time than any activity or orchestration has seen, and at no later one than that of the work it finds.
/// </remarks>
internal sealed class SoakProcess
{
    private const int Senders = 16;

    private readonly SoakPlan plan;
    private readonly SoakTables tables;
    private readonly VirtualClock clock;
    private readonly DurableEngine engine;
    private readonly VirtualTimeDriver driver;
    private readonly ILookup<int, Sending> sendings;
    private DateTime goal;
    private DateTime stored;

    private SoakProcess(SoakPlan plan, SoakTables tables, VirtualClock clock, DurableEngine engine)
    {
        this.plan = plan;
        this.tables = tables;
        this.clock = clock;
        this.engine = engine;
        driver = new VirtualTimeDriver(clock, WhenIdleAsync);
        sendings = plan.Sendings().ToLookup(sending => sending.Minute);
        stored = Now;
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public static async Task RunAsync(string connectionString, SoakPlan plan, int run, CancellationToken cancellation)
    {
        await using var store = new SoakTables(connectionString, run);
        var (_, reached) = await store.ProgressAsync(cancellation);
        await store.BeginAsync(reached, cancellation);
        var time = new VirtualClock(new DateTimeOffset(reached, TimeSpan.Zero));
        var options = new DurableEngineOptions
        {
            ConnectionString = connectionString,
            TimeProvider = time,
            ResidentInstances = plan.Resident,
            OwnershipTimeout = TimeSpan.FromSeconds(30),
        };
        using var loggers = LoggerFactory.Create(log =>
            log.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
        );
        await using var running = await DurableEngine.StartAsync(options, new SoakTasks(plan, store, time).Set(), loggers, cancellation);
        await new SoakProcess(plan, store, time, running).LiveAsync(cancellation);
    }

    private async Task LiveAsync(CancellationToken cancellation)
    {
        var first = (int)(Now - SoakPlan.Begin).TotalMinutes;
        var confirmed = await tables.ConfirmedAsync(cancellation);
        await SendAsync(sendings[first].Where(each => !confirmed.Contains((each.Number, each.Kind, each.Hour))), cancellation);
        confirmed.Clear();
        for (var minute = first + 1; minute <= plan.Hours * 60; minute++)
        {
            goal = SoakPlan.Begin.AddMinutes(minute);
            await driver.AdvanceToAsync(new DateTimeOffset(goal, TimeSpan.Zero), cancellation);
            if (minute % 60 == 30)
                await tables.RememberAsync(MemoryReading.Take(minute / 60), cancellation);
            await SendAsync(sendings[minute], cancellation);
        }
        await tables.ReachAsync(plan.End, engine.Written.Commits, cancellation);
    }

    private async Task WhenIdleAsync(CancellationToken cancellation)
    {
        var idle = engine.WhenIdleAsync(cancellation);
        await await Task.WhenAny(idle, engine.Failure);
        var next = clock.NextDue?.UtcDateTime is { } due && due < goal ? due : goal;
        if (next > stored)
        {
            await tables.ReachAsync(next, engine.Written.Commits, cancellation);
            stored = next;
        }
    }

    private Task SendAsync(IEnumerable<Sending> due, CancellationToken cancellation) => Parallel.ForEachAsync(
        due,
        new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = cancellation },
        async (sending, stop) =>
        {
            if (sending.Kind == StepKind.Start)
                await StartAsync(sending.Number, stop);
            else
                await RaiseAsync(sending, stop);
            await tables.ConfirmAsync(sending, stop);
        }
    );

    private Task RaiseAsync(Sending sending, CancellationToken cancellation) => engine.Client.RaiseEventAsync(
        SoakPlan.InstanceId(sending.Number),
        SoakPlan.EventName(sending.Kind, sending.Hour),
        SoakPlan.Payload(sending),
        cancellation
    );

    private async Task StartAsync(int number, CancellationToken cancellation)
    {
        var id = SoakPlan.InstanceId(number);
        var once = new StartOrchestrationOptions(id) { DedupeStatuses = Enum.GetNames<OrchestrationRuntimeStatus>() };
        try
        {
            await engine.Client.ScheduleNewOrchestrationInstanceAsync(SoakTasks.Live, new Life(number, 0, 0), once, cancellation);
        }
        catch (InstanceAlreadyExistsException)
        {
            // Started by a process that was killed before it could write so.
        }
    }
}
