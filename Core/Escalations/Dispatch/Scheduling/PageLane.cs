using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OAuthAttest.Escalations.Dispatch.Paging;
using OAuthAttest.Escalations.Evaluation;

namespace OAuthAttest.Escalations.Dispatch.Scheduling;

/// <summary>
/// The short path of a page: the process that accepted a consent decides about it and pages at once, beside the queue of the activities.
/// Nothing depends on it. The orchestration asks it for what is under way here, and does by itself what is not: after a crash, at another
/// instance, or when more is under way than this takes. While a page is late, the other channels' turns wait for it, but for a few.
/// </summary>
public sealed partial class PageLane(ConsentEvaluator evaluator, PagerDutyDispatcher pager, TimeProvider clock, ILogger<PageLane> logger)
    : IDisposable
{
    private const int MostUnderWay = 1000;

    /// <summary>How many decide and prepare a page at the same time; they do not wait for each other's calls to PagerDuty.</summary>
    private const int Places = 8;

    /// <summary>How many turns of other channels go on while a page is late: they are delayed, and never stopped.</summary>
    private const int OthersMeanwhile = 2;

    /// <summary>From the acceptance to the call. Without load it is a few hundredths of a second.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.1);

    private readonly ConcurrentDictionary<long, Task<ConsentEvaluation>> deciding = new();
    private readonly ConcurrentDictionary<long, Task> paging = new();
    private readonly ConcurrentDictionary<long, Task> turns = new();
    private readonly SemaphoreSlim places = new(Places);
    private readonly SemaphoreSlim others = new(OthersMeanwhile);
    private readonly PageQueue queue = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Begins with a committed consent. Does not wait and does not throw.</summary>
    public void Begin(long consentId)
    {
        if (deciding.Count >= MostUnderWay || stopping.IsCancellationRequested)
            return;
        var decided = new TaskCompletionSource<ConsentEvaluation>(TaskCreationOptions.RunContinuationsAsynchronously);
        deciding[consentId] = decided.Task;
        // Before the thread pool, whose queue is part of the wait.
        var entry = queue.Enter(clock.GetTimestamp());
        _ = Task.Run(() => DecideAndPageAsync(consentId, decided, entry), CancellationToken.None);
    }

    /// <summary>The decision about the consent: the one that is under way here, or a new one; then its page is under way.</summary>
    public async Task<ConsentEvaluation> DecideAsync(long consentId, CancellationToken cancellation)
    {
        if (deciding.TryGetValue(consentId, out var underWay))
        {
            await ((Task)underWay).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (underWay.IsCompletedSuccessfully)
                return await underWay;
        }
        var (evaluation, opened) = await evaluator.DecideToPageAsync(consentId, clock.GetUtcNow(), cancellation);
        if (opened is not null)
            _ = PageAsync(opened, queue.Enter(clock.GetTimestamp()));
        return evaluation;
    }

    /// <summary>Waits for the page of the incident that is under way here, whatever becomes of it.</summary>
    public Task WhenPagedAsync(long incidentId, CancellationToken cancellation) =>
        paging.TryGetValue(incidentId, out var underWay) ? underWay.WaitAsync(cancellation) : Task.CompletedTask;

    /// <summary>The same, for at most so long.</summary>
    public Task WhenPagedAsync(long incidentId, TimeSpan longest, CancellationToken cancellation) =>
        WhenEndedAsync(paging, incidentId, longest, cancellation);

    /// <summary>Runs PagerDuty's turn of the incident, for which another channel can wait.</summary>
    public async Task<T> TakeTurnAsync<T>(long incidentId, Func<Task<T>> turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        turns[incidentId] = ended.Task;
        try
        {
            return await turn();
        }
        finally
        {
            turns.TryRemove(KeyValuePair.Create(incidentId, ended.Task));
            ended.SetResult();
        }
    }

    /// <summary>Waits for PagerDuty's turn that is under way here, for at most so long.</summary>
    public Task WhenTurnEndedAsync(long incidentId, TimeSpan longest, CancellationToken cancellation) =>
        WhenEndedAsync(turns, incidentId, longest, cancellation);

    /// <summary>Runs another channel's turn; while a page is late it waits first.</summary>
    public async Task<T> AfterPagesAsync<T>(Func<Task<T>> turn, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var began = clock.GetTimestamp();
        while (queue.IsLate(clock, Late) && clock.GetElapsedTime(began) < LongestWait)
        {
            if (!await others.WaitAsync(BetweenLooks, cancellation))
                continue;
            try
            {
                return await turn();
            }
            finally
            {
                others.Release();
            }
        }
        return await turn();
    }

    public void Dispose()
    {
        // What is cut off is repeated by its orchestration.
        stopping.Cancel();
    }

    private async Task DecideAndPageAsync(long consentId, TaskCompletionSource<ConsentEvaluation> decided, PageQueue.Entry entry)
    {
        try
        {
            await places.WaitAsync(stopping.Token);
            entry.OnCalling(() => places.Release());
            var (evaluation, opened) = await evaluator.DecideToPageAsync(consentId, clock.GetUtcNow(), stopping.Token);
            var page = opened is null ? Task.CompletedTask : PageAsync(opened, entry);
            decided.SetResult(evaluation);
            await page;
        }
        catch (Exception failure)
        {
            LogNotDecided(logger, consentId, failure.GetType().Name);
            decided.TrySetCanceled();
        }
        finally
        {
            entry.Leave();
            deciding.TryRemove(KeyValuePair.Create(consentId, decided.Task));
        }
    }

    private async Task WhenEndedAsync(
        ConcurrentDictionary<long, Task> underWay,
        long incidentId,
        TimeSpan longest,
        CancellationToken cancellation
    )
    {
        if (!underWay.TryGetValue(incidentId, out var one))
            return;
        await one.WaitAsync(longest, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Never throws.</summary>
    private Task PageAsync(OpenedIncident opened, PageQueue.Entry entry)
    {
        var (incidentId, dedupKey) = (opened.Incident.Id, opened.Incident.DedupKey);
        var page = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        paging[incidentId] = page.Task;
        _ = SendAsync();
        return page.Task;

        async Task SendAsync()
        {
            try
            {
                await pager.PageFirstAsync(opened, entry.Leave, stopping.Token);
            }
            catch (Exception failure)
            {
                LogNotPaged(logger, dedupKey, failure.GetType().Name);
            }
            finally
            {
                entry.Leave();
                paging.TryRemove(KeyValuePair.Create(incidentId, (Task)page.Task));
                page.SetResult();
            }
        }
    }

    [LoggerMessage(3343, LogLevel.Warning, "Consent {Consent} could not be decided about at once ({ErrorType}): its orchestration does")]
    private static partial void LogNotDecided(ILogger logger, long consent, string errorType);

    [LoggerMessage(3344, LogLevel.Warning, "Page {DedupKey} could not be sent at once ({ErrorType}): its orchestration does")]
    private static partial void LogNotPaged(ILogger logger, string dedupKey, string errorType);
}
