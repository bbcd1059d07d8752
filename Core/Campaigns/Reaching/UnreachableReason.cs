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

    /// <summary>What a person would do about it.</summary>
    public static string AdviceOf(string reason) => reason switch
    {
        NoAddress => "give the account an address in the directory that is imported, and import it again",
        NoAccount => "invite the person to the Slack workspace, or give their Slack account one of their addresses",
        Ambiguous => "leave one of these Slack accounts the person's address: deactivate the other or change its address",
        Deactivated => "activate the Slack account again, or let the manager or the app's owner answer",
        _ => "look in Slack why the app cannot write to the person",
    };
}
