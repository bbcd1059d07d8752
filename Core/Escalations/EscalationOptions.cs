using OAuthAttest.Addresses;
using OAuthAttest.Configuration;
using OAuthAttest.PagerDuty;
using OAuthAttest.Slack;

namespace OAuthAttest.Escalations;

/// <summary>Configuration section <c>Escalation</c>: who is alerted about a privileged consent, and what counts as one.</summary>
[SettingsSection(EscalationOptions.Section)]
public sealed class EscalationOptions : IChecked
{
    public const string Section = "Escalation";

    /// <summary>The key of <see cref="SweepSchedule"/>: at the top level, as for all schedules.</summary>
    public const string SweepScheduleSetting = "EscalationSweepSchedule";

    /// <summary>False: <c>/api/consents</c> answers 503, so that senders keep their events and nobody assumes they are handled.</summary>
    public bool Enabled { get; set; }

    /// <summary>NCRONTAB of the sweep for consents whose orchestration was never started, or was lost.</summary>
    [TopLevel(SweepScheduleSetting), Schedule]
    public string SweepSchedule { get; set; } = "30 * * * * *";

    /// <summary>Channel id of the security team.</summary>
    public string SecurityChannel { get; set; } = "";

    /// <summary>Who may press the buttons: email addresses or Slack user ids.</summary>
    public IReadOnlyList<string> Responders { get; set; } = [];

    /// <summary>The first steps of a responder; linked from the page.</summary>
    public Uri? RunbookUrl { get; set; }

    /// <summary>The public address of this app, for the link from the page to the escalation: <c>https://…/</c>.</summary>
    public Uri? AppUrl { get; set; }

    /// <summary>A roster older than this is not used to exit a consent: who is not listed counts as "privilege unknown".</summary>
    [Bounds(Above = "00:00:00", AtMost = "90.00:00:00")]
    public TimeSpan RosterMaxAge { get; set; } = TimeSpan.FromDays(2);

    /// <summary>What an escalation does whose person cannot be told to be privileged or not.</summary>
    public UnknownPersonPolicy UnknownPerson { get; set; } = UnknownPersonPolicy.Page;

    /// <summary>Escalated consents of one app within this time of each other are one incident.</summary>
    [Bounds(Above = "00:00:00", AtMost = "1.00:00:00")]
    public TimeSpan StormWindow { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a polled consent may lack its push before a warning metric is sent.</summary>
    [Bounds(Above = "00:00:00", AtMost = "1.00:00:00")]
    public TimeSpan PushGrace { get; set; } = TimeSpan.FromMinutes(30);

    public EscalationRules Rules { get; set; } = new();

    public void Check(Mistakes mistakes)
    {
        CheckPeople(mistakes);
        CheckAddress(mistakes, nameof(RunbookUrl), RunbookUrl);
        CheckAddress(mistakes, nameof(AppUrl), AppUrl);
        if (AppUrl is { } app && (!app.AbsolutePath.EndsWith('/') || app.Query.Length > 0 || app.Fragment.Length > 0))
            mistakes.Add(nameof(AppUrl), $"is '{app}': it must end with a slash and have no query.");
    }

    private void CheckPeople(Mistakes mistakes)
    {
        var on = mistakes.Key(nameof(Enabled));
        if (SecurityChannel.Length > 0 && !SlackIds.IsOne(SecurityChannel, SlackIds.Channels))
            mistakes.Add(nameof(SecurityChannel), $"is '{SecurityChannel}': it must be the id of a channel, such as C0123ABCD.");
        if (Enabled && SecurityChannel.Length == 0)
            mistakes.Add(nameof(SecurityChannel), $"is missing: with {on} on, incidents are posted there.");
        if (Enabled && Responders.Count == 0)
            mistakes.Add(nameof(Responders), $"is missing: with {on} on, somebody must be allowed to press the buttons.");
        for (var i = 0; i < Responders.Count; i++)
        {
            if (EmailAddress.IsOne(Responders[i]) || SlackIds.IsOne(Responders[i], SlackIds.People))
                continue;
            mistakes.Add(
                $"{nameof(Responders)}:{i}", $"is '{Responders[i]}': it must be an email address or a Slack user id such as U0123ABCD.");
        }
        if (Enabled && mistakes.Read<PagerDutyOptions>().RoutingKey.Length == 0)
            mistakes.Of<PagerDutyOptions>().Add(nameof(PagerDutyOptions.RoutingKey), $"is missing: with {on} somebody must be paged.");
    }

    private static void CheckAddress(Mistakes mistakes, string name, Uri? address)
    {
        if (address is not null && !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            mistakes.Add(name, $"is '{address}': it must be an https address; plain http only on this machine.");
    }
}
