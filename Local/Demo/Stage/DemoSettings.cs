using System.Globalization;
using OAuthAttest.Campaigns;
using OAuthAttest.Configuration;
using OAuthAttest.Datadog;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Identity.Live;
using OAuthAttest.PagerDuty;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.ScopeAudits.Acting;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Slack;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>The settings a team would write, with the simulators' addresses.</summary>
internal static class DemoSettings
{
    public const string LeadChannel = "C0SECURITY";

    /// <summary>Where incidents are posted.</summary>
    public const string SecurityChannel = "C0INCIDENTS";

    /// <summary>Where deviations in AWS are told.</summary>
    public const string AuditChannel = "C0AWSAUDIT";

    /// <summary>Signs the demo's consents. May be public: the host listens on this machine only, while the demo runs.</summary>
    public static readonly string ConsentSecret = "whsec_" + Convert.ToBase64String("the demo's signing secret, for all"u8);

    /// <summary>The inventory source of the team's table.</summary>
    public const string TeamSource = "github";

    private const string TeamDatabase = "GitHubTeam";

    public static Dictionary<string, string?> For(DemoOutside outside, TeamTable team, SampleTrail trail)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [SettingKey.Of<CampaignOptions>(campaign => campaign.Enabled)] = "true",
            [SettingKey.Of<CampaignOptions>(campaign => campaign.LeadEmail)] = SampleFiles.LeadEmail,
            [SettingKey.Of<CampaignOptions>(campaign => campaign.AskManagerAfter)] = "11.00:00:00",
            [Exclusion(nameof(CampaignExclusion.Reason))] = "The payroll connector was reviewed by the auditors in September",
            [Exclusion(nameof(CampaignExclusion.App))] = SampleFiles.ExcludedApp,
            [SettingKey.Of<EscalationOptions>(escalation => escalation.Enabled)] = "true",
            [SettingKey.Of<EscalationOptions>(escalation => escalation.SecurityChannel)] = SecurityChannel,
            [SettingKey.FirstOf<EscalationOptions>(escalation => escalation.Responders)] = SampleFiles.LeadEmail,
            [SettingKey.Of<EscalationOptions>(escalation => escalation.RunbookUrl)] =
                "https://runbooks.northwind-maps.example/privileged-consent",
            // Uses the machine's clock: on a busy machine a short timeout would make a late response unclear, and it is sent again.
            [SettingKey.Of<SlackOptions>(slack => slack.RequestTimeout)] = "00:02:00",
            [SettingKey.Of<PagerDutyOptions>(pager => pager.RequestTimeout)] = "00:02:00",
            [SettingKey.Of<DatadogOptions>(datadog => datadog.RequestTimeout)] = "00:02:00",
            // The default is every minute; over the demo's two weeks these runs would be most of the work.
            ["EscalationSweepSchedule"] = "30 0 */6 * * *",
            ["ReconcileSchedule"] = "20 30 */6 * * *",
            ["AzureWebJobs.PollEntra.Disabled"] = "true",
            ["AzureWebJobs.PollOkta.Disabled"] = "true",
            ["AzureWebJobs.PollGoogle.Disabled"] = "true",
            ["AzureWebJobs.WatchGoogle.Disabled"] = "true",
            ["AzureWebJobs.ReadRoster.Disabled"] = "true",
            ["AzureWebJobs.AuditScopes.Disabled"] = "true",
            // A pace is kept in real time, and no real service is called: at the pace of the real ones it would be most of the demo.
            [SettingKey.Of<SyncOptions>(sync => sync.EntraSignInCalls)] = "1000",
            [SettingKey.Of<SyncOptions>(sync => sync.Google.CallsPerSecond)] = "1000",
            [SettingKey.Of<SyncOptions>(sync => sync.Okta.CallsPerSecond)] = "1000",
            // The logs of use are read as far back as the sample exports go.
            [SettingKey.Of<SyncOptions>(sync => sync.EntraSignIns)] = "30.00:00:00",
            [SettingKey.Of<SyncOptions>(sync => sync.GoogleUsage)] = "180.00:00:00",
            // Every Sunday instead of every night, and what was read the day before is new enough to begin with.
            [SyncOptions.ScheduleSetting] = "0 30 2 * * 0",
            [SettingKey.Of<SyncOptions>(sync => sync.FreshFor)] = "1.00:00:00",
            [SettingKey.Of<SyncOptions>(sync => sync.Postgres.Source)] = TeamSource,
            [SettingKey.Of<SyncOptions>(sync => sync.Postgres.Provider)] = "github",
            [SettingKey.Of<SyncOptions>(sync => sync.Postgres.Sql)] = TeamTable.Query,
            [SettingKey.Of<SyncOptions>(sync => sync.Postgres.ConnectionName)] = TeamDatabase,
            [SettingKey.Of<SyncOptions>(sync => sync.Postgres.MappingFile)] = TeamTable.MappingFile,
            [$"ConnectionStrings:{TeamDatabase}"] = team.ConnectionString,
            [SettingKey.Of<RevocationOptions>(revocation => revocation.Mode)] = nameof(RevocationMode.Approved),
            [SettingKey.FirstOf<ConsentsOptions>(consents => consents.Standard.Secrets)] = ConsentSecret,
        };
        foreach (var (key, value) in Audits(outside, trail))
            settings[key] = value;
        foreach (var (key, value) in Addresses(outside))
            settings[key] = value;
        // The demo's people keep office hours.
        settings.Remove(SettingKey.Of<SlackOptions>(slack => slack.SendingHours));
        return settings;
    }

    /// <summary>Two credentials at each provider: one that reads the inventory, and one that removes.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Addresses(DemoOutside outside) =>
    [
        .. outside.Slack.Settings(LeadChannel),
        .. outside.Pager.Settings(),
        .. outside.Datadog.Settings(),
        .. new[] { SyncOptions.Section, RevocationOptions.Section }.SelectMany(section =>
            outside.Graph.Settings(section).Concat(outside.Google.Settings(section)).Concat(outside.Okta.Settings(section))),
    ];

    private static IEnumerable<KeyValuePair<string, string?>> Audits(DemoOutside outside, SampleTrail trail)
    {
        foreach (var (index, account) in SampleTrail.Accounts.Index())
        {
            var section = string.Create(
                CultureInfo.InvariantCulture, $"{ScopeAuditOptions.Section}:{nameof(ScopeAuditOptions.Accounts)}:{index}");
            yield return new($"{section}:{nameof(AuditedAccount.Id)}", account);
            yield return new($"{section}:{nameof(AuditedAccount.RoleArn)}", SampleTrail.ReadingRole(account));
            yield return new($"{section}:{nameof(AuditedAccount.ActRoleArn)}", SampleTrail.ActingRole(account));
        }
        yield return new(SettingKey.Of<ScopeAuditOptions>(audit => audit.Regions), SampleTrail.Regions);
        yield return new(SettingKey.Of<ScopeAuditOptions>(audit => audit.ApprovedFile), trail.ApprovedFile);
        yield return new(SettingKey.Of<ScopeAuditOptions>(audit => audit.Channel), AuditChannel);
        yield return new(SettingKey.Of<ScopeAuditOptions>(audit => audit.CallsPerSecond), "1000");
        yield return new(SettingKey.Of<ScopeAuditOptions>(audit => audit.BaseUrl), outside.Aws.BaseUrl.AbsoluteUri);
        yield return new(
            SettingKey.Of<RemediationOptions>(remediation => remediation.Approvers),
            $"{SampleFiles.LeadEmail},{SampleFiles.SecondApprover}");
    }

    private static string Exclusion(string name) => $"{SettingKey.FirstOf<CampaignOptions>(campaign => campaign.Exclusions)}:{name}";
}
