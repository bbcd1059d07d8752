using Microsoft.DurableTask;
using Npgsql;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Local.Durable.Replay;
using OAuthAttest.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions;

public sealed class OutsideFaultsTests
{
    public static TheoryData<Exception, bool> Faults => new()
    {
        { new SlackUnavailableException("users.list", "HTTP 502"), true },
        { new SlackThrottledException("users.list", TimeSpan.FromSeconds(30)), true },
        { new SlackConfigurationException("users.list", "invalid_auth"), false },
        { new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected), true },
        { new PostgresException("terminating connection due to administrator command", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown), true },
        { new PostgresException("duplicate key", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation), false },
        { new InvalidOperationException("likely due to a transient failure", new NpgsqlException("broken", new IOException("reset"))), true },
        { new InvalidOperationException("a broken promise"), false },
        { new ArgumentOutOfRangeException("x"), false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Name_OfAFault_MarksWhatIsWorthAnotherTry(Exception fault, bool outside)
    {
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => OutsideFaults.NameAsync<int>(() => throw fault));

        Assert.Equal(outside, thrown is OutsideFaultException);
        var policy = Assert.IsType<TaskRetryOptions>(OutsideFaults.Retry.Retry).Policy!;
        Assert.Equal(outside, RetryQuestion.Ask(policy, new TaskFailedException("Some", 1, TaskFailureDetails.FromException(thrown))));
    }
}
