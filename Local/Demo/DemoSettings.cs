using OAuthAttest.Local.Simulators.Slack;

namespace OAuthAttest.Local.Demo;

/// <summary>The settings a team would write, with the simulators' addresses.</summary>
internal static class DemoSettings
{
    public static Dictionary<string, string?> For(SlackSimulator slack) => new(StringComparer.Ordinal)
    {
        ["Slack:BotToken"] = slack.Options.BotToken,
        ["Slack:SigningSecrets:0"] = slack.Options.SigningSecret,
        ["Slack:BaseUrl"] = slack.BaseUrl.AbsoluteUri,
        ["Slack:LeadChannel"] = DemoRun.LeadChannel,
        ["Campaign:Enabled"] = "true",
        // Fourteen days pass: a timer of every minute would be most of them.
        ["AzureWebJobs.SweepEscalations.Disabled"] = "true",
        ["AzureWebJobs.PollEntra.Disabled"] = "true",
        ["AzureWebJobs.PollOkta.Disabled"] = "true",
        ["AzureWebJobs.PollGoogle.Disabled"] = "true",
        ["Campaign:LeadEmail"] = SampleFiles.LeadEmail,
        ["Campaign:EscalateToManagerAfter"] = "11.00:00:00",
        ["Campaign:Exclusions:0:Reason"] = "The payroll connector was reviewed by the auditors in September",
        ["Campaign:Exclusions:0:App"] = SampleFiles.ExcludedApp,
    };
}
