using OAuthAttest.Campaigns.Reaching;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Reaching;

/// <summary>Why somebody was not reached, in words, and what to do: as the tables have the reason.</summary>
public sealed class UnreachableReasonTests
{
    [Theory]
    [InlineData("no_email", "no email address is known", "give the account an address")]
    [InlineData("no_slack_account", "no Slack account has any of", "invite the person")]
    [InlineData("account_deactivated", "was deactivated after the question", "activate the Slack account")]
    [InlineData("ambiguous", "2 Slack accounts have the person's addresses, U1 and U2", "deactivate the other")]
    [InlineData("Unreachable: user_not_found", "the Slack account is gone or deactivated", "look in Slack")]
    [InlineData("Unreachable: user_disabled", "the Slack account is gone or deactivated", "look in Slack")]
    [InlineData("Unreachable: is_archived", "Slack does not deliver to the account (is_archived)", "look in Slack")]
    [InlineData("Rejected: msg_too_long", "Slack refused the message (msg_too_long)", "look in Slack")]
    [InlineData("Uncertain: missing_scope", "it is not known whether the message arrived (missing_scope)", "look in Slack")]
    [InlineData("never_asked", "never asked: the question did not go out", "why the questions did not go out")]
    [InlineData("not_asked_yet", "not asked yet", null)]
    public void InWords_EachReason_HasItsWordsAndItsAdvice(string reason, string words, string? advice)
    {
        Assert.Contains(words, UnreachableReason.InWords(reason, ["U1", "U2"]), StringComparison.Ordinal);
        if (advice is null)
            Assert.Null(UnreachableReason.AdviceOf(reason));
        else
            Assert.Contains(advice, UnreachableReason.AdviceOf(reason), StringComparison.Ordinal);
    }
}
