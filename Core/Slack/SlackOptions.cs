using OAuthAttest.Configuration;
using OAuthAttest.WorkingTime;

namespace OAuthAttest.Slack;

/// <summary>Configuration section <c>Slack</c>: how to reach Slack, and where the security lead's messages go.</summary>
[SettingsSection(SlackOptions.Section)]
public sealed class SlackOptions : IChecked
{
    public const string Section = "Slack";

    /// <summary>The base address of Slack's response_urls; the only host that a response_url may have.</summary>
    public static readonly Uri HooksBase = new("https://hooks.slack.com/");

    /// <summary>The bot token (<c>xoxb-…</c>).</summary>
    [Secret]
    public string BotToken { get; set; } = "";

    /// <summary>The app's signing secrets; more than one while a secret is being rotated.</summary>
    [Secret]
    public string[] SigningSecrets { get; set; } = [];

    /// <summary>The Web API's address. Changed only for a simulator or a proxy.</summary>
    [ServiceAddress]
    public Uri BaseUrl { get; set; } = new("https://slack.com/api/");

    /// <summary>Channel or user id that gets reports and worklists to approve.</summary>
    public string LeadChannel { get; set; } = "";

    /// <summary>
    /// The workspace (<c>T…</c>) whose people are asked; required for a token of a whole organization (Enterprise Grid). Null: the
    /// token's own.
    /// </summary>
    public string? TeamId { get; set; }

    /// <summary>Messages per minute over the whole workspace; 0 switches pacing off (simulators only).</summary>
    [Bounds(AtLeast = "0", AtMost = "6000")]
    public int PacePerMinute { get; set; } = 200;

    /// <summary>The time limit of one call to Slack. A post that took longer is uncertain and is reconciled.</summary>
    [Bounds(AtLeast = "00:00:00.1", AtMost = "00:02:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause between attempts of a call that only reads; it doubles with each attempt.</summary>
    [Bounds(AtLeast = "00:00:00", AtMost = "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>People per page of users.list; Slack advises at most 200.</summary>
    [Bounds(AtLeast = "1", AtMost = "1000")]
    public int DirectoryPageSize { get; set; } = 200;

    /// <summary>
    /// When people are asked and reminded: hours of working days by each one's own clock, frozen with a campaign. <c>Always</c>: at any
    /// time.
    /// </summary>
    [Hours]
    public string SendingHours { get; set; } = "08:00-18:00";

    /// <summary>The team's time zone (IANA): a campaign's start, and people whose time zone Slack does not tell.</summary>
    [TimeZone]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>A folder whose files replace the built-in message templates of the same name.</summary>
    public string? TemplatesFolder { get; set; }

    /// <summary>How long after a send began no other attempt at the same message may start; longer than any send takes.</summary>
    public TimeSpan SendLease => RequestTimeout * 1.5;

    public void Check(Mistakes mistakes)
    {
        if (string.IsNullOrWhiteSpace(BotToken))
            mistakes.Add(nameof(BotToken), "is missing: the bot token of the Slack app (xoxb-…).");
        if (SigningSecrets.Length == 0)
            mistakes.Add($"{nameof(SigningSecrets)}:0", "is missing: the signing secret of the Slack app.");
        if (TeamId is { } team && !SlackIds.IsOne(team, "T"))
            mistakes.Add(nameof(TeamId), $"is '{team}': it must be the id of a workspace, such as T0123ABCD.");
        if (!SlackIds.IsOne(LeadChannel, SlackIds.Channels + "D" + SlackIds.People))
            mistakes.Add(nameof(LeadChannel), "must be the id of a channel or user, such as C0123ABCD.");
        // The templates themselves are checked elsewhere, where all texts are known.
        if (TemplatesFolder is { } folder && !Directory.Exists(folder))
            mistakes.Add(nameof(TemplatesFolder), $"does not exist: {folder}");
    }
}
