using Microsoft.Extensions.Logging;
using OAuthAttest.Functions.Timers;
using OAuthAttest.Timers;
using Xunit;

namespace OAuthAttest.Tests.Functions.Timers;

/// <summary>What becomes of a timer's run when the work fails, and when only the record of it does.</summary>
public sealed class TimerRecordTests
{
    private const int NotNoted = 3181;
    private const string Timer = "SweepEscalations";
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Run_WhoseRecordFails_HasDoneItsWorkAndDoesNotFail()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("ALTER TABLE timer_runs RENAME TO gone");
        using var log = new EventLog();
        var worked = 0;

        await Recorder(database, log).RunAsync(Timer, () => Task.FromResult(++worked), CancellationToken.None);

        Assert.Equal(1, worked);
        var line = Assert.Single(log.Of(NotNoted));
        Assert.Contains(Timer, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseWorkFails_FailsAndIsNotRecorded()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var log = new EventLog();
        var recorder = Recorder(database, log);
        await recorder.RunAsync("another", () => Task.CompletedTask, CancellationToken.None);

        await Assert.ThrowsAsync<TimeoutException>(() =>
            recorder.RunAsync(Timer, () => throw new TimeoutException(), CancellationToken.None)
        );

        Assert.Equal("another", await database.ScalarAsync<string>("SELECT string_agg(function, ', ') FROM timer_runs"));
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task Run_WhenTheHostStopsBeforeTheRecord_IsCutOff()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var log = new EventLog();
        using var stopping = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Recorder(database, log).RunAsync(Timer, stopping.CancelAsync, stopping.Token)
        );

        Assert.Empty(log.Lines);
    }

    private static TimerRecorder Recorder(TestDatabase database, EventLog log) =>
        new(
            new TimerRuns(database.Source),
            new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now),
            new LoggerFactory([log]).CreateLogger<TimerRecorder>()
        );
}
