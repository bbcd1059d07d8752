using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Functions.Durable;
using Xunit;

namespace OAuthAttest.Tests.Functions;

public sealed class AfterCommitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider clock = new();
    private readonly AfterCommit after;

    public AfterCommitTests() => after = new AfterCommit(clock, NullLogger<AfterCommit>.Instance);

    [Fact]
    public async Task Try_WorkThatEnds_IsDone() =>
        Assert.True(await after.TryAsync("do", "it", Limit, _ => Task.CompletedTask, CancellationToken.None));

    [Fact]
    public async Task Try_WorkThatThrows_DoesNotFailTheCaller() =>
        Assert.False(await after.TryAsync("do", "it", Limit, _ => throw new InvalidOperationException("no"), CancellationToken.None));

    [Fact]
    public async Task Try_WorkThatHeedsNothing_IsLeftBehindWhenTheTimeIsOver()
    {
        var never = new TaskCompletionSource();

        var trying = after.TryAsync("do", "it", Limit, _ => never.Task, CancellationToken.None);
        clock.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(trying.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(await trying);
    }

    [Fact]
    public async Task Try_CallerHungUp_EndsWithoutFailure()
    {
        using var caller = new CancellationTokenSource();
        var trying = after.TryAsync("do", "it", Limit, token => Task.Delay(Timeout.Infinite, token), caller.Token);

        await caller.CancelAsync();

        Assert.False(await trying);
    }
}
