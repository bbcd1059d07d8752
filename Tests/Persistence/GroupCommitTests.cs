using OAuthAttest.Persistence;
using Xunit;

namespace OAuthAttest.Tests.Persistence;

public sealed class GroupCommitTests : IDisposable
{
    private readonly List<IReadOnlyList<int>> written = [];
    private readonly SemaphoreSlim turns = new(0);
    private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => turns.Dispose();

    [Fact]
    public async Task Enqueue_WhileAGroupIsWritten_IsWrittenWithTheNext()
    {
        await using var group = Group(new() { LargestGroup = 10 });
        var first = Enqueue(group, 1);
        await entered.Task;
        var rest = Enumerable.Range(2, 12).Select(item => Enqueue(group, item)).ToList();
        turns.Release(10);

        Assert.Equal("1", await first);
        Assert.Equal(Enumerable.Range(2, 12).Select(item => $"{item}"), await Task.WhenAll(rest));
        Assert.Equal([1, 10, 2], written.Select(items => items.Count));
    }

    [Fact]
    public async Task Enqueue_ByWeight_EndsAGroup()
    {
        await using var group = Group(new() { LargestGroup = 10, LargestWeight = 5, Weight = item => item });
        var all = new List<Task<string>> { Enqueue(group, 1) };
        await entered.Task;
        all.AddRange(((int[])[3, 3, 9, 1]).Select(item => Enqueue(group, item)));
        turns.Release(10);

        await Task.WhenAll(all);
        Assert.Equal(["1", "3,3", "9", "1"], written.Select(items => string.Join(',', items)));
    }

    [Fact]
    public async Task Enqueue_MoreThanCanWait_IsNotTaken()
    {
        await using var group = Group(new() { LargestGroup = 10, Capacity = 2 });
        _ = Enqueue(group, 1);
        await entered.Task;

        Assert.True(group.TryEnqueue(2, out _));
        Assert.True(group.TryEnqueue(3, out _));
        Assert.False(group.TryEnqueue(4, out _));
        Assert.False(group.IsClosed);
        turns.Release(10);
    }

    [Fact]
    public async Task Group_ThatFails_IsWrittenOneByOne_AndOnlyTheBadOneFails()
    {
        var split = 0;
        await using var group = Group(
            new()
            {
                LargestGroup = 10,
                OnSplit = (count, _) => split = count,
                OnFailure = (count, e) => new IOException($"{count} {e.Message}"),
            }
        );
        _ = Enqueue(group, 1);
        await entered.Task;
        var all = ((int[])[2, -1, 3]).Select(item => Enqueue(group, item)).ToList();
        turns.Release(10);

        Assert.Equal("1 bad", (await Assert.ThrowsAsync<IOException>(() => all[1])).Message);
        Assert.Equal(("2", "3", 3), (await all[0], await all[2], split));
    }

    [Fact]
    public async Task Group_ThatFailsForAll_IsNotTriedOneByOne()
    {
        await using var group = Group(new() { LargestGroup = 10, ConcernsAll = _ => true });
        _ = Enqueue(group, 1);
        await entered.Task;
        var all = ((int[])[2, -1, 3]).Select(item => Enqueue(group, item)).ToList();
        turns.Release(10);

        foreach (var one in all)
            await Assert.ThrowsAsync<InvalidDataException>(() => one);
        Assert.Equal(2, written.Count);
    }

    [Fact]
    public async Task Dispose_WithWorkQueued_WritesItFirst_AndTakesNoMore()
    {
        var group = Group(new() { LargestGroup = 2 });
        var all = new List<Task<string>> { Enqueue(group, 1) };
        await entered.Task;
        all.AddRange(Enumerable.Range(2, 5).Select(item => Enqueue(group, item)));

        var stopping = group.DisposeAsync().AsTask();
        Assert.False(group.TryEnqueue(7, out _));
        Assert.True(group.IsClosed);
        Assert.False(stopping.IsCompleted);
        turns.Release(10);

        await stopping;
        Assert.Equal(["1", "2", "3", "4", "5", "6"], await Task.WhenAll(all));
        await group.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_WithAFailingGroupQueued_EndsAndAnswersEverybody()
    {
        var group = Group(new() { LargestGroup = 10 });
        var all = new List<Task<string>> { Enqueue(group, 1) };
        await entered.Task;
        all.AddRange(((int[])[-1, 2]).Select(item => Enqueue(group, item)));
        var stopping = group.DisposeAsync().AsTask();
        turns.Release(10);

        await stopping;
        await Assert.ThrowsAsync<InvalidDataException>(() => all[1]);
        Assert.Equal("2", await all[2]);
    }

    [Fact]
    public async Task Dispose_WriteThatHangs_IsCancelledAndNobodyWaitsForEver()
    {
        var group = Group(new() { LargestGroup = 1, ShutdownTime = TimeSpan.FromMilliseconds(1) });
        var all = Enumerable.Range(1, 3).Select(item => Enqueue(group, item)).ToList();
        await entered.Task;

        await group.DisposeAsync();

        foreach (var one in all)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
    }

    [Fact]
    public async Task Waiter_WhoGivesUp_DoesNotCallItsItemOff()
    {
        await using var group = Group(new() { LargestGroup = 10 });
        _ = Enqueue(group, 1);
        await entered.Task;
        using var patience = new CancellationTokenSource();
        var answer = Enqueue(group, 2);
        var waiting = answer.WaitAsync(patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        turns.Release(10);

        Assert.Equal("2", await answer);
    }

    [Fact]
    public async Task Idle_IsToldOnceNothingCame_AndAFaultOfItLeavesNobodyWaiting()
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var group = Group(new() { LargestGroup = 10, IdleAfter = TimeSpan.FromMilliseconds(1), OnIdle = () => idle.Task });
        turns.Release(10);
        idle.SetException(new InvalidOperationException("no"));
        await Until.TrueAsync(() => group.IsClosed, "the loop ended");

        Assert.False(group.TryEnqueue(1, out _));
        await Assert.ThrowsAsync<InvalidOperationException>(() => group.DisposeAsync().AsTask());
    }

    private static Task<string> Enqueue(GroupCommit<int, string> group, int item)
    {
        Assert.True(group.TryEnqueue(item, out var commit));
        return commit;
    }

    /// <summary>Writes when the test lets it; refuses a group that contains a negative number.</summary>
    private GroupCommit<int, string> Group(GroupCommitOptions<int> options) => new(
        async (items, cancellation) =>
        {
            entered.TrySetResult();
            await turns.WaitAsync(cancellation);
            written.Add(items);
            if (items.Any(item => item < 0))
                throw new InvalidDataException("bad");
            return [.. items.Select(item => $"{item}")];
        },
        options);
}
