using Microsoft.EntityFrameworkCore;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using OAuthAttest.Tests.Functions.Escalations;
using Xunit;

namespace OAuthAttest.Tests.Functions.Telemetry;

/// <summary>Complete flows, and all telemetry that would be sent for them, including the library's own and every log line.</summary>
[Collection(SentTelemetry.Collection)]
public sealed class TelemetryFlowTests
{
    private const string Reason = "We file the Zanzibar invoices with it.";

    [Fact]
    public async Task Campaign_FromOpeningToWorklist_SendsItsFactsAndNoAddressKeyOrPayload()
    {
        var sent = new SentTelemetry();
        var world = await FlowWorld.StartAsync(
            new()
            {
                ["Campaign:Breaker:MaxShareOfGrants"] = "0.01",
                ["Campaign:AskManagerAfter"] = "11.00:00:00",
                ConfigureServices = services => sent.AddTo(services),
            }
        );
        List<string> secrets;
        await using (world)
        {
            var (quintus, verena) = (await world.AddPersonAsync("quintus", manager: "oberon"), await world.AddPersonAsync("verena"));
            await world.AddPersonAsync("absentia", inSlack: false);
            world.AddMember("oberon");
            var (kept, removed) = (await world.AddGrantAsync("quintus", ["Mail.ReadWrite"]), await world.AddGrantAsync("verena"));
            await world.AddGrantAsync("quintus");
            await world.AddGrantAsync("absentia");
            world.Slack.Faults.Next("response_url", OAuthAttest.Local.Simulators.Slack.SlackFault.ServerError);

            await world.OpenCampaignAsync();
            await world.KeepAsync(quintus, kept, Reason);
            await world.PressAsync(verena, SlackActions.Remove, removed);
            await verena.PressAsync(FlowWorld.Question(quintus).Buttons()[0]);
            await world.Time.AdvanceAsync(TimeSpan.FromDays(15));
            using var lookedAt = await world.Http.GetAsync($"api/campaigns/{FlowWorld.Key}?code={FlowWorld.Keys.Function}");
            await world
                .Person("lead")
                .PressAsync(world.LeadMessages[^1].Buttons().Single(button => button.ActionId == SlackActions.ApproveWorklist));
            await world.Host.WhenIdleAsync();
            await using var db = world.Open();
            AssertKnown(await db.AuditEvents.Select(entry => entry.Kind).ToListAsync());
            secrets = SecretsOf(world);
        }

        AssertSent(
            sent,
            secrets,
            "campaign.opened",
            "answer.accepted",
            "answer.refused",
            "campaign.classified",
            "worklist.written",
            "worklist.decided",
            "campaign.closed"
        );
        var opened = Assert.Single(sent.Events, fact => fact.Name == "campaign.opened");
        Assert.Equal(("2026Q4", 4), (opened.Properties["campaign"], opened.Metrics["grants"]));
        Assert.Equal(4, Assert.Single(sent.Metrics, metric => metric.Name == "oauthattest.campaign.opened.grants").Sum);
        Assert.Equal("Held", Assert.Single(sent.Events, fact => fact.Name == "worklist.written").Properties["state"]);
        Assert.Equal("Approved", Assert.Single(sent.Events, fact => fact.Name == "worklist.decided").Properties["outcome"]);
        Assert.All(sent.Dependencies, call => Assert.DoesNotContain("/actions/", $"{call.Name} {call.Data}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Escalation_PagedAcknowledgedRevoked_SendsItsFactsAndNoAddressKeyOrPayload()
    {
        var sent = new SentTelemetry();
        var world = await CourseWorld.StartAsync(new() { ConfigureServices = services => sent.AddTo(services) }, new Revoker());
        List<string> secrets;
        await using (world)
        {
            world.Pager.Faults.Next("enqueue", OAuthAttest.Local.Simulators.HttpFault.ServerError);
            await world.LetInAsync();
            await world.LetInAsync("nobody", scopes: ["User.Read"]);
            await world.PassAsync(TimeSpan.FromMinutes(2));
            await world.PressAsync(SlackActions.AcknowledgeIncident);
            await world.PressAsync(SlackActions.RevokeIncident);
            await world.PassAsync(TimeSpan.FromMinutes(1));
            AssertKnown(await world.AuditKindsAsync());
            secrets = SecretsOf(world);
        }

        AssertSent(
            sent,
            secrets,
            "consent.received",
            "consent.decided",
            "escalation.paged",
            "escalation.acknowledged",
            "revocation.ordered",
            "revocation.ended",
            "escalation.closed"
        );
        Assert.Equal("Revoked", Assert.Single(sent.Events, fact => fact.Name == "escalation.closed").Properties["end"]);
        Assert.InRange(
            Assert.Single(sent.Events, fact => fact.Name == "escalation.acknowledged").Metrics["secondsToAcknowledgement"],
            110,
            200
        );
        Assert.Equal(
            ["Escalate", "Exit"],
            sent.Events.Where(fact => fact.Name == "consent.decided")
                .Select(fact => fact.Properties["verdict"])
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Channel_ThatFails_ChangesNothing()
    {
        var sent = new SentTelemetry { OnSend = _ => throw new InvalidOperationException("broken") };
        await using var world = await CourseWorld.StartAsync(
            new() { ConfigureServices = services => sent.AddTo(services, withEveryTrace: false) }
        );

        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Single(world.Pager.Alerts);
        Assert.Empty(sent.Events);
    }

    private static List<string> SecretsOf(FlowWorld world) =>
    [
        .. world.Slack.State.ResponsePaths,
        world.Slack.Options.BotToken,
        world.Slack.Options.SigningSecret,
        FlowWorld.Keys.Function,
        FlowWorld.Keys.Master,
        Reason,
        "Zanzibar",
        .. from name in (string[])["quintus", "verena", "absentia", "oberon", "lead"]
        from text in (string[])[$"{name}@example.com", $"{name}-example-com"]
        select text,
        "quintus",
        "verena",
        "absentia",
        "oberon",
        "Contoso",
        "Mail.ReadWrite",
        world.ConnectionString,
        "xoxb-",
    ];

    private static List<string> SecretsOf(CourseWorld world) =>
    [
        .. world.Slack.State.ResponsePaths,
        .. world
            .Pager.Settings()
            .Concat(world.Datadog.Settings())
            .Where(pair => !pair.Key.EndsWith("Url", StringComparison.Ordinal))
            .Select(pair => pair.Value!),
        world.Slack.Options.BotToken,
        world.Slack.Options.SigningSecret,
        TestWebhooks.StandardSecret,
        FlowWorld.Keys.Function,
        "boss@example.com",
        "nobody@example.com",
        "responder@example.com",
        "lead@example.com",
        "account-boss",
        "203.0.113.9",
        "Mail Helper",
        "Unknown Ltd",
        "Mail.ReadWrite",
        "offline_access",
        world.ConnectionString,
    ];

    private static void AssertSent(SentTelemetry sent, List<string> secrets, params string[] events)
    {
        Assert.Superset(events.ToHashSet(), sent.Events.Select(fact => fact.Name).ToHashSet());
        Assert.NotEmpty(sent.Dependencies);
        Assert.Contains(sent.Wire, item => item.Contains("MessageData", StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.True(secret.Length > 3, $"'{secret}' is found everywhere"));
        var leaks =
            from item in sent.Wire
            from secret in secrets
            where item.Contains(secret, StringComparison.Ordinal)
            select $"{secret}: {item}";
        Assert.Empty(leaks.Take(5));
    }

    private static void AssertKnown(IReadOnlyList<string> kinds)
    {
        var known = typeof(AuditKinds).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToHashSet();
        Assert.Subset(known, kinds.ToHashSet());
    }

    private sealed class Revoker : IGrantRevoker
    {
        public ProviderName Provider => ProviderName.Entra;

        public bool IsConfigured => true;

        public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
            Task.FromResult(new RevocationAnswer(1, CourseWorld.Start));

        public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) => Task.FromResult(true);
    }
}
