namespace OAuthAttest.Local.Demo.Stage;

/// <summary>The settings a team would write, with the simulators' addresses.</summary>
internal static class DemoSettings
{
    public const string LeadChannel = "C0SECURITY";

    /// <summary>Where incidents are posted.</summary>
    public const string SecurityChannel = "C0INCIDENTS";

    /// <summary>What the demo's consents are signed with. It protects nothing: the host listens on this machine, for as long as it runs.</summary>
    public static readonly string ConsentSecret = "whsec_" + Convert.ToBase64String("the demo's signing secret, for all"u8);

    public static Dictionary<string, string?> For(DemoOutside outside)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Slack:BotToken"] = outside.Slack.Options.BotToken,
            ["Slack:SigningSecrets:0"] = outside.Slack.Options.SigningSecret,
            ["Slack:BaseUrl"] = outside.Slack.BaseUrl.AbsoluteUri,
            ["Slack:LeadChannel"] = LeadChannel,
            ["Campaign:Enabled"] = "true",
            ["Campaign:LeadEmail"] = SampleFiles.LeadEmail,
            ["Campaign:AskManagerAfter"] = "11.00:00:00",
            ["Campaign:Exclusions:0:Reason"] = "The payroll connector was reviewed by the auditors in September",
            ["Campaign:Exclusions:0:App"] = SampleFiles.ExcludedApp,
            ["Escalation:Enabled"] = "true",
            ["Escalation:SecurityChannel"] = SecurityChannel,
            ["Escalation:Responders:0"] = SampleFiles.LeadEmail,
            ["Escalation:RunbookUrl"] = "https://runbooks.northwind-maps.example/privileged-consent",
            // By the machine's clock: an answer that only a busy machine delays must not become an unclear one, which is sent again.
            ["Slack:RequestTimeout"] = "00:02:00",
            ["PagerDuty:RequestTimeout"] = "00:02:00",
            ["Datadog:RequestTimeout"] = "00:02:00",
            // Every minute is the default; two weeks pass here, and those minutes would be most of the work.
            ["EscalationSweepSchedule"] = "30 0 */6 * * *",
            ["ReconcileSchedule"] = "20 30 */6 * * *",
            ["AzureWebJobs.PollEntra.Disabled"] = "true",
            ["AzureWebJobs.PollOkta.Disabled"] = "true",
            ["AzureWebJobs.PollGoogle.Disabled"] = "true",
            ["Consents:Standard:Secrets:0"] = ConsentSecret,
        };
        foreach (var (key, value) in outside.Pager.Settings().Concat(outside.Datadog.Settings()))
            settings[key] = value;
        return settings;
    }
}
