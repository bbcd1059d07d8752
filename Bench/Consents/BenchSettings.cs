using OAuthAttest.Local.Simulators.Slack;

namespace OAuthAttest.Bench.Consents;

/// <summary>The product's settings.</summary>
internal static class BenchSettings
{
    public const string Channel = "C0SECURITY";

    public static string Secret { get; } = "whsec_" + Convert.ToBase64String("a secret of the benchmark's own!"u8);

    public static Dictionary<string, string?> With(SlackSimulator slack, params IEnumerable<KeyValuePair<string, string?>> others) => new(others, StringComparer.OrdinalIgnoreCase)
    {
        ["Slack:BotToken"] = slack.Options.BotToken,
        ["Slack:SigningSecrets:0"] = slack.Options.SigningSecret,
        ["Slack:BaseUrl"] = slack.BaseUrl.AbsoluteUri,
        ["Slack:LeadChannel"] = Channel,
        ["Slack:PacePerMinute"] = "0",
        ["Campaign:LeadEmail"] = "lead@bench.example",
        ["Escalation:Enabled"] = "true",
        ["Escalation:SecurityChannel"] = Channel,
        ["Escalation:Responders:0"] = "U0RESPONDER",
        ["Escalation:AppUrl"] = "https://attest.bench.example/",
        ["Escalation:RunbookUrl"] = "https://runbooks.bench.example/consent",
        ["PagerDuty:RoutingKey"] = others.FirstOrDefault(setting => setting.Key == "PagerDuty:RoutingKey").Value ?? "0123456789abcdef0123456789abcdef",
        ["Consents:Standard:Secrets:0"] = Secret,
    };
}
