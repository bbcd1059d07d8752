using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Identity.Live;

/// <summary>
/// Syncs inventory sources over live calls, in steps that a worker can finish. First the answers are read and kept; once every list was
/// read to its end, the import merges them, as it merges files, and without a call to anybody. A process may die between and in steps:
/// the next one goes on from what is kept, or merges again, which changes nothing that was merged.
/// </summary>
public sealed partial class InventorySync
{
    /// <summary>How long a step may read: well within what the Consumption plan grants a function.</summary>
    public static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(4);

    private const string Actor = "sync";
    private const int ReportEvery = 2000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<ILiveInventory> inventories;
    private readonly InventoryRuns runs;
    private readonly InventoryImport import;
    private readonly NpgsqlDataSource database;
    private readonly SyncOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<InventorySync> logger;

    public InventorySync(
        IEnumerable<ILiveInventory> inventories,
        InventoryRuns runs,
        InventoryImport import,
        NpgsqlDataSource database,
        IOptions<SyncOptions> options,
        TimeProvider clock,
        ILogger<InventorySync> logger
    )
    {
        this.inventories = [.. inventories.Where(each => each.IsConfigured).OrderBy(each => each.Source, StringComparer.Ordinal)];
        (this.runs, this.import, this.database, this.options) = (runs, import, database, options.Value);
        (this.clock, this.logger) = (clock, logger);
    }

    /// <summary>The sources that can be synced.</summary>
    public IReadOnlyList<string> Sources => [.. inventories.Select(each => each.Source)];

    /// <summary>The sources that were last read to their end longer ago than that.</summary>
    public async Task<IReadOnlyList<string>> FindStaleAsync(TimeSpan freshFor, CancellationToken cancellation)
    {
        var stale = new List<string>();
        foreach (var inventory in inventories)
        {
            if (!await IsFreshAsync(inventory.Source, freshFor, cancellation))
                stale.Add(inventory.Source);
        }
        return stale;
    }

    /// <summary>Begins a run, unless one of the source is under way. May be repeated with the same key.</summary>
    public async Task<BegunSync> BeginAsync(BeginSync begin, CancellationToken cancellation)
    {
        if (inventories.FirstOrDefault(each => each.Source == begin.Source) is not { } inventory)
            return new BegunSync(null);
        if (await runs.FindAsync(begin.RequestKey, cancellation) is { } known)
            return new BegunSync(known.Id);
        if (begin.FreshFor is { } freshFor && await IsFreshAsync(begin.Source, freshFor, cancellation))
            return new BegunSync(null);
        var now = clock.GetUtcNow();
        if (await runs.FindRunningAsync(begin.Source, cancellation) is { } other)
        {
            if (Latest(other.HeartbeatAt, other.ResumeAt) + InventoryRuns.Lease > now)
                return new BegunSync(null, now + BusyPause);
            await FailAsync(other, inventory, new InventoryRejectedException("The process that read it ended before the reading did."));
        }
        return await runs.AddAsync(inventory, begin, now, cancellation) is { } id
            ? new BegunSync(id)
            : new BegunSync((await runs.FindAsync(begin.RequestKey, cancellation))?.Id, now + BusyPause);
    }

    /// <summary>Takes a run one step further. May be repeated, and by two workers at once.</summary>
    public async Task<SyncStep> AdvanceAsync(
        long runId,
        TimeSpan? longest = null,
        IProgress<SyncProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var run = await runs.FindAsync(runId, cancellation) ?? throw new InvalidOperationException($"There is no run {runId}.");
        if (run.State != RunState.Running)
            return new SyncStep(true, null, run.State, run.Error);
        var inventory = inventories.FirstOrDefault(each => each.Source == run.Source);
        try
        {
            if (inventory is null)
                throw new InventoryRejectedException($"{run.Source} is not configured any more.");
            if (clock.GetUtcNow() - run.StartedAt > options.MaxDuration)
                throw new InventoryRejectedException($"{run.Source} could not be read to its end within {options.MaxDuration}.");
            return run.IsRead
                ? await MergeAsync(run, inventory, progress, cancellation)
                : await ReadAsync(run, inventory, longest ?? LongestStep, progress, cancellation);
        }
        catch (RunEndedException)
        {
            return new SyncStep(false, null, RunState.Running);
        }
        catch (ProviderUnavailableException e) when (!e.IsOfTheAnswer && run.Faults + 1 < options.MaxFaults)
        {
            var pause = e.RetryAfter ?? Pause(run.Faults);
            LogWaits(logger, run.Source, run.Id, pause, e.Message);
            return await WaitAsync(run, pause, isFault: true);
        }
        catch (InventoryRejectedException e) when (e.IsBusy)
        {
            return await WaitAsync(run, BusyPause, isFault: false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (!DatabaseOutage.IsCauseOf(e))
        {
            LogFailed(logger, run.Source, run.Id, e.GetType().Name);
            return new SyncStep(true, null, RunState.Failed, await FailAsync(run, inventory, Said(run, e)));
        }
    }

    private async Task<SyncStep> ReadAsync(
        InventoryRun run, ILiveInventory inventory, TimeSpan longest, IProgress<SyncProgress>? progress, CancellationToken cancellation)
    {
        // A query is read in one go by the import itself: there are no answers to keep.
        if (inventory is PostgresInventory)
        {
            await runs.IsReadAsync(run.Id, [], clock.GetUtcNow(), cancellation);
            return new SyncStep(false, null, RunState.Running);
        }
        await using var answers = new RunAnswers(database, run.Id, longest, clock);
        try
        {
            var notes = await KeptAnswers.UseAsync(answers, () => DrainAsync(run, inventory.Open(), answers, progress, cancellation));
            await answers.FlushAsync(cancellation);
            await runs.IsReadAsync(run.Id, notes, clock.GetUtcNow(), cancellation);
        }
        catch (ReadingPausedException)
        {
            await answers.FlushAsync(cancellation);
        }
        catch (Exception e) when (e is not RunEndedException && !DatabaseOutage.IsCauseOf(e))
        {
            await answers.FlushAsync(CancellationToken.None);
            throw;
        }
        return new SyncStep(false, null, RunState.Running, Progress: answers.Progress);
    }

    /// <summary>Reads to the end and keeps nothing but the answers: what they mean, and what is wrong with it, the import says.</summary>
    private async Task<IReadOnlyList<string>> DrainAsync(
        InventoryRun run,
        IInventoryReader reader,
        RunAnswers answers,
        IProgress<SyncProgress>? progress,
        CancellationToken cancellation
    )
    {
        var reading = new Reading(0, clock.GetUtcNow());
        var (users, apps, grants, records) = (0L, 0L, 0L, 0L);
        await foreach (var record in reader.ReadAsync(reading, cancellation))
        {
            _ = record switch
            {
                UserRecord => users++,
                AppRecord => apps++,
                _ => grants++,
            };
            if (++records % ReportEvery == 0)
                Tell();
        }
        Tell();
        return reading.Notes;

        void Tell()
        {
            answers.Progress = new SyncProgress(run.Pages + answers.Calls, users, apps, grants, IsMerging: false);
            progress?.Report(answers.Progress);
        }
    }

    private async Task<SyncStep> MergeAsync(
        InventoryRun run, ILiveInventory inventory, IProgress<SyncProgress>? progress, CancellationToken cancellation)
    {
        await using var answers = new RunAnswers(database, run.Id, time: null, clock);
        try
        {
            var merged = await KeptAnswers.UseAsync(
                answers,
                () => import.ImportAsync(
                    inventory.Open(),
                    new ImportOptions { Actor = Actor, IsInterruption = IsInterruption, IsAtHand = inventory is not PostgresInventory },
                    new Told(run, progress),
                    cancellation
                )
            );
            await runs.SucceededAsync(run.Id, merged, clock.GetUtcNow(), cancellation);
            return new SyncStep(true, null, RunState.Succeeded);
        }
        catch (AnswerLostException)
        {
            await runs.IsNotReadAsync(run.Id, clock.GetUtcNow(), cancellation);
            return new SyncStep(false, null, RunState.Running);
        }
        catch (InventoryRejectedException e) when (!e.IsBusy)
        {
            // The import has marked the source as failed already.
            var text = InventoryImport.Describe(e);
            await runs.FailedAsync(run.Id, text, clock.GetUtcNow(), CancellationToken.None);
            return new SyncStep(true, null, RunState.Failed, text);
        }
    }

    private static bool IsInterruption(Exception e) =>
        e is AnswerLostException or OperationCanceledException || DatabaseOutage.IsCauseOf(e);

    private async Task<SyncStep> WaitAsync(InventoryRun run, TimeSpan pause, bool isFault)
    {
        var now = clock.GetUtcNow();
        await runs.WaitsAsync(run.Id, now, now + pause, isFault, CancellationToken.None);
        return new SyncStep(false, now + pause, RunState.Running);
    }

    private async Task<string> FailAsync(InventoryRun run, ILiveInventory? inventory, Exception failure)
    {
        var text = inventory is null
            ? InventoryImport.Describe(failure)
            : await import.RecordFailureAsync(inventory.Open(), Actor, failure);
        await runs.FailedAsync(run.Id, text, clock.GetUtcNow(), CancellationToken.None);
        return text;
    }

    private async Task<bool> IsFreshAsync(string source, TimeSpan freshFor, CancellationToken cancellation) =>
        await runs.LastReadAsync(source, cancellation) is { } at && at + freshFor > clock.GetUtcNow();

    // The messages of providers' faults are our own, and repeat nothing of what was asked or answered.
    private static Exception Said(InventoryRun run, Exception e) =>
        e is ProviderUnavailableException or ProviderRejectedException ? new InventoryRejectedException($"{run.Source}: {e.Message}.") : e;

    private static TimeSpan Pause(int faults) => GrowingPause.Of(faults + 1, FirstPause, LongestPause);

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    [LoggerMessage(3390, LogLevel.Information, "{Source}, run {Run}: the provider is waited for, {Pause} ({Fault})")]
    private static partial void LogWaits(ILogger logger, string source, long run, TimeSpan pause, string fault);

    [LoggerMessage(3391, LogLevel.Warning, "{Source}, run {Run}: the sync failed ({ErrorType}); why stands in inventory_runs")]
    private static partial void LogFailed(ILogger logger, string source, long run, string errorType);

    private sealed class Told(InventoryRun run, IProgress<SyncProgress>? progress) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) =>
            progress?.Report(new SyncProgress(run.Pages, value.Users, value.Apps, value.Grants, IsMerging: true));
    }
}
