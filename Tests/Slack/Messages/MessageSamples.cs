using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Text;
using Xunit;

namespace OAuthAttest.Tests.Slack.Messages;

/// <summary>Views to render, and helpers that read the result.</summary>
internal static class MessageSamples
{
    public static readonly SlackMessages Renderer = new(SlackTemplates.Load(null, MessageTexts.Catalog));

    public static readonly ReportMessages ReportRenderer = new(SlackTemplates.Load(null, MessageTexts.Catalog));

    public static readonly IncidentMessages IncidentRenderer =
        new(SlackTemplates.Load(null, MessageTexts.Catalog), Options.Create(new RevocationOptions()));

    public static readonly CampaignKey Quarter = CampaignKey.Parse("2026Q4");

    public static GrantCard Card(int number = 1, string app = "Calendar Buddy", Risk risk = Risk.Low, int abilities = 2) => new()
    {
        GrantId = 100 + number,
        Number = number,
        Provider = ProviderName.Google,
        AppName = app,
        Publisher = "Buddy Inc.",
        PublisherVerified = null,
        ConsentType = ConsentType.Principal,
        Ownership = Ownership.Own,
        Risk = risk,
        Abilities = [.. Enumerable.Range(1, abilities).Select(i => new ScopeLine($"Do thing {i}", risk, true))],
        GrantedAt = SlackSetup.Now.AddDays(-100),
        Drift = Drift.New,
        DigestPrefix = "0a1b2c3d",
    };

    public static AttestationRequestView Request(params IReadOnlyList<QuestionEntry> entries) => new()
    {
        Campaign = Quarter,
        ParticipantKey = "jane-doe",
        RecipientName = "Jane",
        AskedBy = "the security team",
        Why = "Every quarter we check that only apps we know can read our data.",
        ClosesAt = SlackSetup.Now.AddDays(14),
        Silence = SilencePolicy.Revoke,
        Entries = entries,
        Page = 1,
        PageCount = 1,
        CardCount = entries.Count,
        GrantCount = entries.Sum(entry => Answers(entry).Grants),
        OpenCount = entries.Sum(entry => Answers(entry).Open),
    };

    public static AppCard App(int number = 1, string name = "Old Sync", int grants = 214, int kept = 0, int removed = 0) => new()
    {
        Number = number,
        AppId = 500 + number,
        Provider = ProviderName.Entra,
        AppName = name,
        Publisher = "Sync Ltd",
        PublisherVerified = true,
        Risk = Risk.High,
        Abilities = [new ScopeLine("Read all your email.", Risk.High, true), new ScopeLine("See your name.", Risk.Low, true)],
        Answers = new GroupAnswers(grants, kept, removed),
        DigestPrefix = "0a1b2c3d4e5f6071",
    };

    public static LowRiskCard LowRisk(int number = 1, int kept = 0, params IReadOnlyList<string> names) => new()
    {
        Number = number,
        AppNames = names,
        Answers = new GroupAnswers(names.Count, kept, 0),
    };

    private static GroupAnswers Answers(QuestionEntry entry) => entry switch
    {
        AppCard app => app.Answers,
        LowRiskCard low => low.Answers,
        GrantCard { Answer: Answer.None } => new GroupAnswers(1, 0, 0),
        _ => new GroupAnswers(1, 1, 0),
    };

    public static CampaignReport Report(WorklistState worklist = WorklistState.Held) =>
        new()
        {
            Campaign = "2026Q4",
            State = CampaignState.Closed,
            RequestedBy = "timer",
            OpenedAt = SlackSetup.Now,
            ClosesAt = SlackSetup.Now.AddDays(14),
            Population = new PopulationNumbers(400, 60, 35, new string('a', 64), "2026.1"),
            Classes = new ClassNumbers(300, 50, 30, 15, 5),
            ByRisk =
            [
                new RiskCoverage(Risk.Critical, new ClassNumbers(3, 2, 1, 0, 0)),
                new RiskCoverage(Risk.Low, new ClassNumbers(297, 48, 29, 15, 5)),
            ],
            Users = new UserCoverage(60, 40, 10, 7, 3),
            Worklist = new WorklistNumbers(
                worklist,
                80,
                new string('b', 64),
                ["20 % of all grants"],
                worklist is WorklistState.Held or WorklistState.None ? null : "Lee",
                SlackSetup.Now
            ),
            UnreachablePeople = [new UnreachablePerson("bob", "Bob", "bob@example.com", 5, "not in Slack")],
            OrphanGrants = 4,
            TenantWideGrants = 3,
            ApplicationGrants = 2,
            NotRecognisedGrants = 1,
            RiskiestKept =
            [
                new KeptGrant(
                    7,
                    "Mail Sweeper",
                    null,
                    null,
                    Risk.Critical,
                    ConsentType.Principal,
                    "Jane",
                    "Read and delete all mail",
                    "Needed for audits"
                ),
            ],
            Exclusions = [new ExcludedGrants("Own apps", 12)],
            NotEvaluated = [new NotEvaluatedSource("okta", null, "timed out", 9)],
        };

    /// <summary>The blocks as they are sent.</summary>
    public static JsonElement Wire(IReadOnlyList<SlackBlock> blocks) => JsonDocument.Parse(SlackNetStandard.Json(blocks)).RootElement;

    /// <summary>The modal as it is sent.</summary>
    public static JsonElement Wire(SlackModal modal) => JsonDocument.Parse(SlackNetStandard.Json(modal)).RootElement;

    /// <summary>Fails unless Slack would accept the message, with a margin.</summary>
    public static BlockKit AssertAccepted(SlackMessage message)
    {
        var check = BlockKit.CheckMessage(Wire(message.Blocks));
        Assert.Empty(check.Errors);
        Assert.InRange(check.TextLength, 1, 11_000);
        Assert.InRange(message.Text.Length, 1, 4_000);
        return check;
    }

    public static string Read(SlackMessage message)
    {
        var shown = new SimulatedMessage
        {
            Channel = "D1",
            Timestamp = "1.1",
            PostedAt = default,
            Text = message.Text,
            Blocks = Wire(message.Blocks).GetRawText(),
        };
        return shown.ReadAloud();
    }

    /// <summary>The texts that Slack formats; each must be verbatim, so that Slack makes no links of names.</summary>
    public static IReadOnlyList<string> MarkupTexts(SlackMessage message)
    {
        var texts = new List<string>();
        Collect(Wire(message.Blocks), texts);
        return texts;
    }

    private static void Collect(JsonElement element, List<string> texts)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item, texts);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("type", out var type) && type.GetString() == "mrkdwn")
            {
                Assert.True(element.GetProperty("verbatim").GetBoolean());
                texts.Add(element.GetProperty("text").GetString()!);
            }
            foreach (var property in element.EnumerateObject())
                Collect(property.Value, texts);
        }
    }

    public static IReadOnlyList<SimulatedButton> Buttons(SlackMessage message)
    {
        var shown = new SimulatedMessage
        {
            Channel = "D1",
            Timestamp = "1.1",
            PostedAt = default,
            Text = message.Text,
            Blocks = Wire(message.Blocks).GetRawText(),
        };
        return shown.Buttons();
    }
}
