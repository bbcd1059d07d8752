using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Campaigns.Reaching;

/// <summary>Why a person cannot be asked: a word of ours, or the state and Slack's error of a delivery that failed.</summary>
public static class UnreachableReason
{
    /// <summary>No account of the person has an address.</summary>
    public const string NoAddress = "no_email";

    /// <summary>No Slack account of this workspace has any address of the person.</summary>
    public const string NoAccount = "no_slack_account";

    /// <summary>More than one Slack account of this workspace has an address of the person.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>The Slack account was deactivated after the question.</summary>
    public const string Deactivated = "account_deactivated";

    /// <summary>Nothing is wrong with the person: the question is still to be sent.</summary>
    public const string NotAskedYet = "not_asked_yet";

    /// <summary>Nothing is wrong with the person: the question did not go out before the cut-off.</summary>
    public const string NeverAsked = "never_asked";

    /// <summary>What a person would do about it; null: nothing has to be done.</summary>
    public static string? AdviceOf(string reason) => reason switch
    {
        NoAddress => "give the account an address in the directory that is imported, and import it again",
        NoAccount => "invite the person to the Slack workspace, or give their Slack account one of their addresses",
        Ambiguous => "leave one of these Slack accounts the person's address: deactivate the other or change its address",
        Deactivated => "activate the Slack account again, or let the manager or the app's owner answer",
        NotAskedYet => null,
        NeverAsked => "look in the log and in the health endpoint why the questions did not go out",
        _ => "look in Slack why the app cannot write to the person",
    };

    /// <param name="reason">The reason.</param>
    /// <param name="slackIds">The accounts, when there is more than one.</param>
    public static string InWords(string reason, IReadOnlyList<string>? slackIds) => reason switch
    {
        Ambiguous =>
            $"{slackIds?.Count} Slack accounts have the person's addresses, {string.Join(" and ", slackIds ?? [])}: leave one of them",
        NoAddress => "no email address is known",
        NoAccount => "no Slack account has any of the person's addresses",
        Deactivated => "the Slack account was deactivated after the question",
        NotAskedYet => "not asked yet",
        NeverAsked => "never asked: the question did not go out before the cut-off",
        _ => OfDelivery(reason),
    };

    /// <summary>The reason of a message that was not delivered: what became of it, and Slack's error.</summary>
    internal static string Of(SlackDelivery delivery) => $"{delivery.State}: {delivery.Reason}";

    private static string OfDelivery(string reason)
    {
        var parts = reason.Split(": ", 2);
        var (state, error) = parts is [var before, var after] ? (before, after) : ("", reason);
        return (state, error) switch
        {
            (_, "user_not_found" or "users_not_found" or "user_disabled" or "user_not_visible") =>
                "the Slack account is gone or deactivated",
            (nameof(SlackDeliveryState.Unreachable), _) => $"Slack does not deliver to the account ({error})",
            (nameof(SlackDeliveryState.Rejected), _) => $"Slack refused the message ({error})",
            (nameof(SlackDeliveryState.Uncertain), _) => $"it is not known whether the message arrived ({error})",
            _ => reason,
        };
    }
}
