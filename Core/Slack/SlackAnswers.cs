namespace OAuthAttest.Slack;

/// <summary>Turns Slack's responses into a result for the caller or into one of our exceptions.</summary>
internal static class SlackAnswers
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

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

    public static void RequireConfigured(string method, SlackAnswer answer)
    {
        if (answer.Error is { } error && SlackErrors.IsConfiguration(error))
            throw new SlackConfigurationException(method, error, answer.NeededScope);
    }
}
