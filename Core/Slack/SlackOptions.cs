namespace OAuthAttest.Slack;

/// <summary>How to reach Slack, and where the security lead's messages go. Section <c>Slack</c>; checked by <see cref="SlackOptionsValidator"/>.</summary>
public sealed class SlackOptions
{
    public const string Section = "Slack";

    /// <summary>Where Slack's interaction answers are posted; the only host a response_url may have.</summary>
    public static readonly Uri HooksBase = new("https://hooks.slack.com/");

    /// <summary>The bot token (<c>xoxb-…</c>).</summary>
    public string BotToken { get; set; } = "";

    /// <summary>The app's signing secrets; more than one while a secret is being rotated.</summary>
    public string[] SigningSecrets { get; set; } = [];

    /// <summary>The Web API's address. Only a simulator or a proxy changes it.</summary>
    public Uri BaseUrl { get; set; } = new("https://slack.com/api/");

    /// <summary>Channel or user id that gets reports and worklists to approve.</summary>
    public string LeadChannel { get; set; } = "";

    /// <summary>Messages a minute over the whole workspace, at most 6,000; 0 switches pacing off (simulators only).</summary>
    public int PacePerMinute { get; set; } = 200;

    /// <summary>How long one call to Slack may take. A post that took longer is uncertain and is reconciled.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause between attempts of a call that only reads; it doubles.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>People per page of users.list, at most 1,000; Slack advises at most 200.</summary>
    public int DirectoryPageSize { get; set; } = 200;

    /// <summary>A folder whose files replace the built-in message templates of the same name.</summary>
    public string? TemplatesFolder { get; set; }

    /// <summary>How long after a send began nobody else may try the same message: longer than any send takes.</summary>
    public TimeSpan SendLease => RequestTimeout * 1.5;
}
