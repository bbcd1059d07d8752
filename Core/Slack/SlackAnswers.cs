using OAuthAttest.Addresses;
using Slack.NetStandard.Objects;
using Slack.NetStandard.WebApi;

namespace OAuthAttest.Slack;

/// <summary>Sorts the library's answers: an answer for the caller, or one of our exceptions.</summary>
internal static class SlackAnswers
{
    /// <summary>Throws for the refusals that say nothing about the call itself: throttling, wrong token, a fault inside Slack.</summary>
    public static void RequireSettled(string method, WebApiResponseBase? answer)
    {
        if (answer is null)
            throw new SlackUncertainException(method, "the answer was empty");
        if (answer.OK)
            return;
        var error = answer.Error ?? "unknown_error";
        if (SlackErrors.IsThrottled(error))
            throw new SlackThrottledException(method, answer.RetryAfter ?? TimeSpan.FromSeconds(30));
        if (SlackErrors.IsBroken(error))
            throw SlackTransport.NoAnswer(method, $"Slack failed with {error}");
    }

    public static void RequireOk(string method, WebApiResponseBase answer)
    {
        if (answer.OK)
            return;
        RequireConfigured(method, answer);
        throw new SlackRefusedException(method, answer.Error ?? "unknown_error");
    }

    public static SlackSendOutcome Sent(string method, string? channel, string? timestamp) =>
        string.IsNullOrEmpty(channel) || string.IsNullOrEmpty(timestamp)
            ? throw new SlackUncertainException(method, "the answer names no message")
            : new SlackSendOutcome.Sent(channel, timestamp);

    public static SlackSendOutcome Refusal(string method, WebApiResponse answer)
    {
        RequireConfigured(method, answer);
        var error = answer.Error ?? "unknown_error";
        return SlackErrors.IsUnreachable(error)
            ? new SlackSendOutcome.Unreachable(error)
            : new SlackSendOutcome.Rejected(error, answer.ResponseMetadata?.Messages ?? []);
    }

    public static void RequireConfigured(string method, WebApiResponseBase answer)
    {
        if (answer.Error is { } error && SlackErrors.IsConfiguration(error))
        {
            object? needed = null;
            answer.OtherFields?.TryGetValue("needed", out needed);
            throw new SlackConfigurationException(method, error, needed?.ToString());
        }
    }

    public static SlackUserRecord ToRecord(User user) => new(
        user.ID,
        user.Team,
        EmailAddress.Of(user.Profile?.Email),
        user.RealName ?? user.Profile?.RealName ?? user.Name,
        user.Deleted ?? false,
        user.IsBot ?? false,
        user.TimeZone);
}
