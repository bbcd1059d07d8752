using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable.Semantics;

public abstract class InstanceSemantics<TEngine> : DurableTest<TEngine>
    where TEngine : IDurableHostFactory, new()
{
    [Fact]
    public async Task Start_FinishedId_ReplacesTheInstance()
    {
        await StartEngineAsync(AddTasks);
        await CompletionAsync(await StartAsync("Echo", "first", "reused"));

        await StartAsync("Echo", "second", "reused");

        var ended = await UntilAsync("reused", state => state.IsCompleted && state.ReadOutputAs<string>() == "second");
        Assert.Equal("second", ended.ReadInputAs<string>());
    }

    [Fact]
    public async Task Start_FinishedIdWithDedupeStatuses_ThrowsAndKeepsTheInstance()
    {
        await StartEngineAsync(AddTasks);
        await CompletionAsync(await StartAsync("Echo", "first", "once"));
        var once = new StartOrchestrationOptions("once").WithDedupeStatuses(
            OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending);

        await Assert.ThrowsAnyAsync<Exception>(() => Client.ScheduleNewOrchestrationInstanceAsync("Echo", "second", once, Cancellation));

        Assert.Equal("first", (await CompletionAsync("once")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Start_RunningIdWithDedupeStatuses_ThrowsAndKeepsTheInstance()
    {
        await StartEngineAsync(AddTasks);
        var id = await StartAsync("Waiting", id: "busy");
        await Client.WaitForInstanceStartAsync(id, Cancellation);
        var once = new StartOrchestrationOptions("busy").WithDedupeStatuses(
            OrchestrationRuntimeStatus.Running,
            OrchestrationRuntimeStatus.Pending
        );

        await Assert.ThrowsAnyAsync<Exception>(() => Client.ScheduleNewOrchestrationInstanceAsync("Waiting", null, once, Cancellation));

        await Client.RaiseEventAsync(id, "Go", "the first", Cancellation);
        Assert.Equal("the first", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Query_ByPrefixAndPage_FindsEachInstanceOnce()
    {
        await StartEngineAsync(AddTasks);
        var wanted = Enumerable.Range(0, 7).Select(number => $"list-{number}").ToArray();
        foreach (var id in wanted.Append("other"))
        {
            await CompletionAsync(await StartAsync("Echo", id, id));
        }

        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (
            var page in Client
                .GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "list-", PageSize: 3, FetchInputsAndOutputs: true))
                .AsPages()
        )
        {
            pages.Add(page);
        }

        Assert.All(pages, page => Assert.InRange(page.Values.Count, 0, 3));
        var found = pages.SelectMany(page => page.Values).OrderBy(state => state.InstanceId, StringComparer.Ordinal).ToArray();
        Assert.Equal(wanted, found.Select(state => state.InstanceId));
        Assert.Equal(wanted, found.Select(state => state.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task Query_ByStatus_FindsOnlyThose()
    {
        await StartEngineAsync(AddTasks);
        await CompletionAsync(await StartAsync("Echo", "x", "ended"));
        await StartAsync("Waiting", id: "runs");
        await Client.WaitForInstanceStartAsync("runs", Cancellation);

        var running = await AllAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running]));

        Assert.Equal(["runs"], running.Select(state => state.InstanceId));
        Assert.Null(running[0].DataConverter);
    }

    [Fact]
    public async Task Query_ByCreationTime_FindsOnlyThoseWithin()
    {
        await StartEngineAsync(AddTasks);
        var created = (await CompletionAsync(await StartAsync("Echo", "x", "dated"))).CreatedAt;

        Assert.Single(await AllAsync(new OrchestrationQuery(CreatedFrom: created.AddMinutes(-1), CreatedTo: created.AddMinutes(1))));
        Assert.Empty(await AllAsync(new OrchestrationQuery(CreatedFrom: created.AddMinutes(1))));
        Assert.Empty(await AllAsync(new OrchestrationQuery(CreatedTo: created.AddMinutes(-1))));
    }

    [Fact]
    public async Task Purge_OneFinishedInstance_IsGone()
    {
        await StartEngineAsync(AddTasks);
        await CompletionAsync(await StartAsync("Echo", "x", "gone"));

        var result = await Client.PurgeInstanceAsync("gone", Cancellation);

        Assert.Equal(1, result.PurgedInstanceCount);
        Assert.Null(await Client.GetInstanceAsync("gone", Cancellation));
        Assert.Equal(0, (await Client.PurgeInstanceAsync("gone", Cancellation)).PurgedInstanceCount);
    }

    [Fact]
    public async Task Purge_ByStatus_LeavesTheOthers()
    {
        await StartEngineAsync(AddTasks);
        foreach (var id in (string[])["p1", "p2", "p3"])
        {
            await CompletionAsync(await StartAsync("Echo", "x", id));
        }

        await StartAsync("Waiting", id: "stays");
        await Client.WaitForInstanceStartAsync("stays", Cancellation);

        var filter = new PurgeInstancesFilter(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200), [OrchestrationRuntimeStatus.Completed]);
        var result = await Client.PurgeAllInstancesAsync(filter, Cancellation);

        Assert.Equal(3, result.PurgedInstanceCount);
        Assert.Equal(["stays"], (await AllAsync(new OrchestrationQuery())).Select(state => state.InstanceId));
    }

    [Fact]
    public async Task GetInstance_Unknown_IsNull()
    {
        await StartEngineAsync(AddTasks);

        Assert.Null(await Client.GetInstanceAsync("nobody", Cancellation));
    }

    private async Task<List<OrchestrationMetadata>> AllAsync(OrchestrationQuery query)
    {
        var all = new List<OrchestrationMetadata>();
        await foreach (var state in Client.GetAllInstancesAsync(query).WithCancellation(Cancellation))
        {
            all.Add(state);
        }

        return all;
    }

    private static void AddTasks(IDurableTaskSink tasks)
    {
        tasks.AddOrchestrator<string, string>("Echo", (_, input) => Task.FromResult(input));
        tasks.AddOrchestrator<string?, string>("Waiting", (context, _) => context.WaitForExternalEvent<string>("Go"));
    }
}
