namespace OAuthAttest.Escalations;

/// <summary>Configuration section <c>Escalation</c>: who is told of a privileged consent, and what counts as one.</summary>
public sealed class EscalationOptions
{
    public const string Section = "Escalation";

    /// <summary>Where <see cref="SweepSchedule"/> stands: at the top, as all schedules.</summary>
    public const string SweepScheduleSetting = "EscalationSweepSchedule";

    /// <summary>Off: <c>/api/consents</c> answers 503, so that senders keep what they have and nobody believes it is watched.</summary>
    public bool Enabled { get; set; }

    /// <summary>NCRONTAB of the look for consents whose orchestration was never started, or was lost.</summary>
    public string SweepSchedule { get; set; } = "30 * * * * *";

    /// <summary>Channel id of the security team.</summary>
    public string SecurityChannel { get; set; } = "";

    /// <summary>Who may press the buttons: email addresses or Slack user ids.</summary>
    public IReadOnlyList<string> Responders { get; set; } = [];

    /// <summary>What a responder does first; linked from the page.</summary>
    public Uri? RunbookUrl { get; set; }

    /// <summary>Where this app is reached, for the link from the page to the escalation: <c>https://…/</c>.</summary>
    public Uri? AppUrl { get; set; }

    /// <summary>An older roster decides nothing: everybody counts as "privilege unknown".</summary>
    public TimeSpan RosterMaxAge { get; set; } = TimeSpan.FromDays(2);

    /// <summary>Escalated consents of one app within this time of each other are one incident.</summary>
    public TimeSpan StormWindow { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long what a poll found may lack its push before a warning metric tells.</summary>
    public TimeSpan PushGrace { get; set; } = TimeSpan.FromMinutes(30);

    public EscalationRules Rules { get; set; } = new();

    /// <summary>What could not be read from the configuration; the validator reports it with the rest.</summary>
    internal IReadOnlyList<string> ReadErrors { get; set; } = [];
}
