using Microsoft.DurableTask;
using Npgsql;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions;

public sealed class StepFailuresTests
{
    public static TheoryData<Exception, bool> Thrown =>
        new()
        {
            { new SlackUnavailableException("users.list", "HTTP 502"), true },
            { new SlackThrottledException("users.list", TimeSpan.FromSeconds(30)), true },
            { new SlackConfigurationException("users.list", "invalid_auth"), false },
            { new InventoryNotFreshException([]), false },
            { new InvalidOperationException("wrapped", new InventoryNotFreshException([])), false },
            { new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected), true },
            {
                new PostgresException(
                    "terminating connection due to administrator command",
                    "FATAL",
                    "FATAL",
                    PostgresErrorCodes.AdminShutdown
                ),
                true
            },
            { new PostgresException("duplicate key", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation), true },
            {
                new InvalidOperationException("likely due to a transient failure", new NpgsqlException("broken", new IOException("reset"))),
                true
            },
            { new InvalidOperationException("a broken promise"), true },
            { new ArgumentOutOfRangeException("x"), true },
        };

    /// <summary>Failures as the host and the worker report them: wrapped differently, with types that the worker cannot load.</summary>
    public static TheoryData<string, TaskFailureDetails, bool> Reported =>
        new()
        {
            {
                "a worker that died",
                Host("dotnet exited with code 137 (0x89)", "Microsoft.Azure.WebJobs.Script.Workers.WorkerProcessExitException"),
                true
            },
            { "a type that nobody knows", Failure("Some.Future.Exception", "what is this"), true },
            {
                "a time-out of the host",
                Failure("Microsoft.Azure.WebJobs.Host.FunctionTimeoutException", "Timeout value of 00:30:00 exceeded"),
                true
            },
            { "a refusal as it is", Failure(Refusal, "InventoryNotFreshException: …"), false },
            { "a refusal inside", Host("Exception while executing function", Refusal), false },
            {
                "a refusal in the worker's text",
                Failure(
                    "Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException",
                    $"Result: Failure\nException: {Refusal}: InventoryNotFreshException: …\nStack: …"
                ),
                false
            },
        };

    private static string Refusal => typeof(PermanentRefusalException).FullName!;

    [Theory]
    [MemberData(nameof(Thrown))]
    public async Task Name_OfWhatAnActivityThrows_RefusesOnlyWhatIsDecided(Exception fault, bool isTriedAgain)
    {
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => StepFailures.NameAsync<int>(() => throw fault));

        Assert.Equal(!isTriedAgain, thrown is PermanentRefusalException);
        Assert.Equal(!isTriedAgain, StepFailures.IsRefusal(TaskFailures.ToDetails(TaskFailures.From(thrown))));
    }

    [Theory]
    [MemberData(nameof(Reported))]
    public void IsRefusal_OfWhatIsReported_DecidesByName(string _, TaskFailureDetails failure, bool isTriedAgain) =>
        Assert.Equal(!isTriedAgain, StepFailures.IsRefusal(failure));

    private static TaskFailureDetails Host(string message, string inner) =>
        new(
            "Microsoft.Azure.WebJobs.Host.FunctionInvocationException",
            "Exception while executing function: Functions.PlanParticipant",
            null,
            Failure(inner, message),
            null
        );

    private static TaskFailureDetails Failure(string type, string message) => new(type, message, null, null, null);
}
