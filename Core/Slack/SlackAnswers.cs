using OAuthAttest.Configuration;

namespace OAuthAttest.Slack;

/// <summary>Turns Slack's responses into a result for the caller or into one of our exceptions.</summary>
internal static class SlackAnswers
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);
    private static readonly string TeamSetting = SettingKey.Of<SlackOptions>(slack => slack.TeamId);

    /// <summary>Throws for errors that are not about the call itself: throttling, a failure inside Slack.</summary>
    public static void RequireSettled(string method, SlackAnswer answer)
    {
        if (answer.Error is not { } error)
            return;
        if (SlackErrors.IsThrottled(error))
            throw new SlackThrottledException(method, DefaultWait);
        if (SlackErrors.IsBroken(error))
            throw SlackTransport.NoAnswer(method, $"Slack failed with {error}");
    }

    public static void RequireOk(string method, SlackAnswer answer)
    {
        RequireConfigured(method, answer);
        if (answer.Error is { } error)
            throw new SlackRefusedException(method, error);
    }

    /// <summary>The result of posting or updating a message.</summary>
    /// <param name="known">The conversation and timestamp of the message, as far as the caller knows them.</param>
    public static SlackSendOutcome Sent(string method, SlackAnswer<SlackPlace> answer, SlackPlace? known = null)
    {
        RequireConfigured(method, answer);
        if (answer.Error is { } error)
        {
            return SlackErrors.IsUnreachable(error)
                ? new SlackSendOutcome.Unreachable(error)
                : new SlackSendOutcome.Rejected(error, answer.Details);
        }

        var (channel, timestamp) = (answer.Value?.Channel ?? known?.Channel, answer.Value?.Timestamp ?? known?.Timestamp);
        return string.IsNullOrEmpty(channel) || string.IsNullOrEmpty(timestamp)
            ? throw new SlackUncertainException(method, "the answer names no message")
            : new SlackSendOutcome.Sent(channel, timestamp);
    }

    /// <summary>The workspace whose people may be asked.</summary>
    /// <param name="owner">What auth.test says of the token.</param>
    /// <param name="wanted">The workspace of the settings; null: the token's own.</param>
    public static SlackTeam Team(SlackTokenOwner? owner, string? wanted)
    {
        const string method = "auth.test";
        if (owner?.TeamId is not { Length: > 0 } id)
            throw new SlackUnavailableException(method, "the answer names no workspace");
        if (owner.IsOrganizationToken || id[0] == 'E')
        {
            return new SlackTeam(wanted ?? throw SlackConfigurationException.Contradiction(
                method, "team_not_named", $"the token holds for the whole organization {id}: {TeamSetting} must name the workspace"),
                owner.EnterpriseId ?? id, IsOrganizationToken: true);
        }
        return wanted is null || wanted == id
            ? new SlackTeam(id, owner.EnterpriseId, IsOrganizationToken: false)
            : throw SlackConfigurationException.Contradiction(
                method, "other_team", $"the token is of the workspace {id}, and {TeamSetting} is {wanted}");
    }

    public static void RequireConfigured(string method, SlackAnswer answer)
    {
        if (answer.Error is { } error && SlackErrors.IsConfiguration(error))
            throw new SlackConfigurationException(method, error, answer.NeededScope);
    }
}
