using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable.Semantics;

public abstract class ActivitySemantics<TEngine> : DurableTest<TEngine>
    where TEngine : IDurableHostFactory, new()
{
    [Fact]
    public async Task CallActivity_ManyAtOnce_AllAnswersComeBackInTheirPlaces()
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<int, int>("Square", number => Task.FromResult(number * number));
            tasks.AddOrchestrator<int, int[]>("Main", (context, count) =>
                Task.WhenAll(Enumerable.Range(0, count).Select(number => context.CallActivityAsync<int>("Square", number))));
        });

        Assert.Equal(Enumerable.Range(0, 20).Select(number => number * number), await RunAsync<int[]>("Main", 20));
    }

    [Fact]
    public async Task CallActivity_Throws_ReachesTheOrchestratorWithTypeAndMessage()
    {
        await StartEngineAsync(tasks =>
        {
            AddFailing(tasks);
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                try
                {
                    await context.CallActivityAsync("Fail", "boom");
                    return "no failure";
                }
                catch (TaskFailedException failed)
                {
                    var details = failed.FailureDetails;
                    return $"{failed.TaskName}|{details.ErrorType}|{details.ErrorMessage}|"
                        + $"{details.IsCausedBy<InvalidOperationException>()}|{details.IsCausedBy<ArgumentException>()}";
                }
            });
        });

        Assert.Equal("Fail|System.InvalidOperationException|boom|True|False", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CallActivity_ThrowsAndNobodyCatches_FailsTheInstance()
    {
        await StartEngineAsync(tasks =>
        {
            AddFailing(tasks);
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                await context.CallActivityAsync("Fail", "boom");
                return "not reached";
            });
        });

        var ended = await CompletionAsync(await StartAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(typeof(TaskFailedException).FullName, ended.FailureDetails!.ErrorType);
        Assert.Contains("boom", ended.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(typeof(InvalidOperationException).FullName, ended.FailureDetails.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task CallActivity_RetryPolicy_TriesAgainWithGrowingDelays()
    {
        var attempts = new ConcurrentQueue<int>();
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, int>("Flaky", _ =>
            {
                attempts.Enqueue(1);
                return attempts.Count < 3 ? throw new TimeoutException("not yet") : Task.FromResult(attempts.Count);
            });
            tasks.AddOrchestrator<string?, double>("Main", async (context, _) =>
            {
                var before = context.CurrentUtcDateTime;
                await context.CallActivityAsync<int>(
                    "Flaky", null, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(500), backoffCoefficient: 2)));
                return (context.CurrentUtcDateTime - before).TotalSeconds;
            });
        });

        var id = await StartAsync("Main");
        await Client.WaitForInstanceStartAsync(id, Cancellation);
        await Host.PassAsync(TimeSpan.FromSeconds(3));
        var seconds = (await CompletionAsync(id)).ReadOutputAs<double>();

        Assert.Equal(3, attempts.Count);
        Assert.InRange(seconds, 1.5, 30);
    }

    [Fact]
    public async Task CallActivity_RetriesUsedUp_FailsWithTheLastFailure()
    {
        var attempts = 0;
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, string>("Fail", _ =>
                throw new InvalidOperationException($"attempt {Interlocked.Increment(ref attempts)}")
            );
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                try
                {
                    return await context.CallActivityAsync<string>(
                        "Fail",
                        null,
                        new TaskOptions(new RetryPolicy(2, TimeSpan.FromMilliseconds(100)))
                    );
                }
                catch (TaskFailedException failed)
                {
                    return failed.FailureDetails.ErrorMessage;
                }
            });
        });

        var id = await StartAsync("Main");
        await Client.WaitForInstanceStartAsync(id, Cancellation);
        await Host.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("attempt 2", (await CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task CallActivity_RetryHandler_DecidesByTheFailure()
    {
        var attempts = 0;
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, string>("Fail", _ => Interlocked.Increment(ref attempts) < 3
                ? throw new TimeoutException("later")
                : throw new InvalidOperationException("never"));
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                try
                {
                    return await context.CallActivityAsync<string>(
                        "Fail", null, TaskOptions.FromRetryHandler(retry => retry.LastFailure.IsCausedBy<TimeoutException>()));
                }
                catch (TaskFailedException failed)
                {
                    return failed.FailureDetails.ErrorMessage;
                }
            });
        });

        Assert.Equal("never", await RunAsync<string>("Main"));
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task CallActivity_PolicyHandlesOnlySomeFailures_DoesNotRetryTheOthers()
    {
        var attempts = 0;
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, string>("Fail", _ =>
            {
                Interlocked.Increment(ref attempts);
                throw new InvalidOperationException("for good");
            });
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                var policy = new RetryPolicy(3, TimeSpan.FromMilliseconds(100))
                {
                    HandleFailure = failure => failure.IsCausedBy<TimeoutException>(),
                };
                try
                {
                    return await context.CallActivityAsync<string>("Fail", null, TaskOptions.FromRetryPolicy(policy));
                }
                catch (TaskFailedException failed)
                {
                    return failed.FailureDetails.ErrorMessage;
                }
            });
        });

        Assert.Equal("for good", await RunAsync<string>("Main"));
        Assert.Equal(1, attempts);
    }

    private static void AddFailing(IDurableTaskSink tasks) =>
        tasks.AddActivity<string, string>("Fail", message => throw new InvalidOperationException(message));
}
