using OAuthAttest.Campaigns;
using OAuthAttest.Configuration;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.PagerDuty;
using OAuthAttest.Slack;

namespace OAuthAttest.Bench.Consents;

/// <summary>The settings of the measured product.</summary>
internal static class BenchSettings
{
    public const string Channel = "C0SECURITY";

    private static readonly string RoutingKey = SettingKey.Of<PagerDutyOptions>(pager => pager.RoutingKey);

    public static string Secret { get; } = "whsec_" + Convert.ToBase64String("a secret of the benchmark's own!"u8);

    public static Dictionary<string, string?> With(SlackSimulator slack, params IEnumerable<KeyValuePair<string, string?>> others) =>
        new(slack.Settings(Channel).Concat(others), StringComparer.OrdinalIgnoreCase)
        {
            [SettingKey.Of<SlackOptions>(options => options.PacePerMinute)] = "0",
            [SettingKey.Of<CampaignOptions>(campaign => campaign.LeadEmail)] = "lead@bench.example",
            [SettingKey.Of<EscalationOptions>(escalation => escalation.Enabled)] = "true",
            [SettingKey.Of<EscalationOptions>(escalation => escalation.SecurityChannel)] = Channel,
            [SettingKey.FirstOf<EscalationOptions>(escalation => escalation.Responders)] = "U0RESPONDER",
            [SettingKey.Of<EscalationOptions>(escalation => escalation.AppUrl)] = "https://attest.bench.example/",
            [SettingKey.Of<EscalationOptions>(escalation => escalation.RunbookUrl)] = "https://runbooks.bench.example/consent",
            [RoutingKey] = others.FirstOrDefault(setting => setting.Key == RoutingKey).Value ?? "0123456789abcdef0123456789abcdef",
            [SettingKey.FirstOf<ConsentsOptions>(consents => consents.Standard.Secrets)] = Secret,
        };
}
