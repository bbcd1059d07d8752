using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Grants;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>A grant made for somebody else, and people whom nobody can place, through the whole app.</summary>
public sealed class OtherPeoplesGrantsTests
{
    [Fact]
    public async Task GrantForTheChief_NamesBothEverywhere_AndIsRevokedFromTheChief()
    {
        var provider = new RecordingProvider();
        await using var world = await CourseWorld.StartAsync(revoker: provider);
        await AddChiefAsync(world);
        var consent = world.Consent("dev") with
        {
            Principals = ["account-boss"],
            Scopes = ["Directory.ReadWrite.All", "Mail.ReadWrite"],
            EarlierScopes = ["Directory.ReadWrite.All"],
        };
        await world.StartAsync(await world.AcceptAsync(consent));
        await world.PassAsync(TimeSpan.FromSeconds(5));

        var page = Assert.Single(world.Pager.Alerts);
        Assert.StartsWith(
            "dev (dev@example.com) on behalf of boss (boss@example.com), executive: CFO",
            page.Summary,
            StringComparison.Ordinal
        );
        var details = page.Triggers[^1]["payload"]!["custom_details"]!;
        Assert.Equal("account account-boss", (string)details["whose grant it is"]!);
        Assert.Equal("Mail.ReadWrite", (string)details["new with this consent"]!);
        Assert.Contains("Directory.ReadWrite.All", details["it had before"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("on behalf of boss", world.Summary.ReadAloud(), StringComparison.Ordinal);
        var thread = string.Join('\n', world.Thread.Select(message => message.ReadAloud()));
        Assert.Contains("account-boss", thread, StringComparison.Ordinal);
        Assert.Contains("*The app had before:* Directory.ReadWrite.All (critical)", thread, StringComparison.Ordinal);

        await world.PressAsync(SlackActions.RevokeIncident);

        Assert.Equal(["account-boss"], provider.Targets.Select(target => target.PersonExternalId).Distinct());
    }

    [Fact]
    public async Task UnknownPerson_WithChannelOnly_IsPostedAndEndsWithoutPagerDuty()
    {
        await using var world = await CourseWorld.StartAsync(new() { ["Escalation:UnknownPerson"] = "Channel" });
        var consent = world.Consent() with { Who = new("8", null, "octo-admin") };
        await world.StartAsync(await world.AcceptAsync(consent));
        await world.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Empty(world.Pager.Alerts);
        Assert.Contains("octo-admin", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.Contains(
            "could not be compared: it lists addresses, and none is known of this account; pages nobody by itself",
            string.Join('\n', world.Thread.Select(message => message.ReadAloud())),
            StringComparison.Ordinal
        );
        Assert.Single(world.Datadog.Events);

        await world.PressAsync(SlackActions.AcknowledgeIncident);

        Assert.Equal(IncidentState.Acknowledged, (await world.IncidentAsync()).State);
        Assert.Empty(world.Pager.Alerts);
        Assert.Equal(EffectState.Skipped, (await world.EffectAsync(EffectKind.PagerDutyAcknowledge)).State);
    }

    [Fact]
    public async Task UnknownPerson_WithoutTheSetting_IsPagedAndSaysWhichListCouldNotBeCompared()
    {
        await using var world = await CourseWorld.StartAsync();
        var consent = world.Consent() with { Who = new("8", null, "octo-admin") };
        await world.StartAsync(await world.AcceptAsync(consent));
        await world.PassAsync(TimeSpan.FromSeconds(5));

        var details = Assert.Single(world.Pager.Alerts).Triggers[^1]["payload"]!["custom_details"]!;
        Assert.Equal("privilege unknown", (string)details["privilege"]!);
        Assert.Equal(
            "the roster source hr could not be compared: it lists addresses, and none is known of this account",
            (string)details["roster note"]!
        );
    }

    private static async Task AddChiefAsync(CourseWorld world)
    {
        await using var db = world.Open();
        db.Add(new DirectoryUser
        {
            Provider = ProviderName.Entra,
            ExternalId = "account-boss",
            Source = "entra",
            Email = "boss@example.com",
            DisplayName = "Bea Boss",
            Status = AccountStatus.Active,
            FirstSeenAt = CourseWorld.Start,
            LastSeenAt = CourseWorld.Start,
        });
        await db.SaveChangesAsync();
    }

    private sealed class RecordingProvider : IGrantRevoker
    {
        public ProviderName Provider => ProviderName.Entra;

        public bool IsConfigured => true;

        public List<RevocationTarget> Targets { get; } = [];

        public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation)
        {
            Targets.Add(target);
            return Task.FromResult(new RevocationAnswer(1, CourseWorld.Start.AddHours(1)));
        }

        public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) => Task.FromResult(true);
    }
}
