using OAuthAttest.Identity.Access;
using OAuthAttest.Outside;
using OAuthAttest.PagerDuty;
using OAuthAttest.Slack;
using Xunit;

namespace OAuthAttest.Tests.Outside;

public sealed class OutsideRetryTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static TheoryData<Exception, int> Faults => new()
    {
        { new SlackUnavailableException("users.list", "down"), 3 },
        { new SlackThrottledException("users.list", TimeSpan.FromMilliseconds(1)), 3 },
        { new SlackThrottledException("users.list", Longest * 2), 1 },
        { new SlackUncertainException("chat.postMessage", "no answer"), 1 },
        { new SlackConfigurationException("users.list", "invalid_auth"), 1 },
        { new PagerDutyUnavailableException("down"), 3 },
        { new PagerDutyThrottledException(Longest * 2), 1 },
        { new PagerDutyRejectedException(400, []), 1 },
        { new ProviderUnavailableException("down"), 3 },
        { new ProviderUnavailableException("later", Longest * 2), 1 },
        { new ProviderRejectedException(403, "no"), 1 },
        { new InvalidOperationException("ours"), 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Reads_AfterAFault_TriesAgainOnlyWhatPassesSoon(Exception fault, int expected)
    {
        var attempts = 0;
        var reads = OutsideRetry.Reads(retries: 2, TimeSpan.FromMilliseconds(1), Longest);

        var thrown = await Record.ExceptionAsync(async () => await reads.ExecuteAsync(_ =>
        {
            attempts++;
            return ValueTask.FromException(fault);
        }));

        Assert.Same(fault, thrown);
        Assert.Equal(expected, attempts);
    }
}
