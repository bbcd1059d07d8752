using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Escalations.Polling.Monitoring;
using OAuthAttest.Escalations.Polling.Watching;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>Google's admin log is polled and watched by itself, beside the token log.</summary>
public sealed class GoogleAdminLogTests
{
    private static readonly Dictionary<string, string?> Address = new(StringComparer.Ordinal)
    {
        ["Escalation:AppUrl"] = "https://attest.example.com/",
    };

    [Fact]
    public async Task Poll_DelegationAndConsent_FindsBothAndMovesBothWatermarks()
    {
        await using var world = await PollWorld.StartAsync();
        world.Consent(ConsentSource.Google, 1);
        var record = world.Google.Delegate(Delegation(world));
        world.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(new PollResult(PollOutcome.Read, 2, 2), await world.PollAsync(ConsentSource.Google));

        var delegated = Assert.Single(await world.ConsentsAsync(), row => row.Facts.ConsentType == ConsentType.Application);
        Assert.Equal(("104512345678901234567", true), (delegated.Facts.App.ClientId, delegated.Facts.IsAdminConsent));
        var marks = await world.ReadAsync(db => db.PollWatermarks.Where(mark => mark.Source == ConsentSource.Google));
        Assert.Equal(
            [(FeedPart.Poll, world.Now), (FeedPart.AdminPoll, world.Now)],
            marks.Select(mark => (mark.Part, mark.ReadUntil)).OrderBy(mark => mark.Part)
        );

        await world.PushAsync(ConsentSource.Google, record);
        Assert.Equal(2, (await world.ConsentsAsync()).Count);
    }

    [Fact]
    public async Task Poll_AdminLogFails_TheTokenLogIsReadAndItsWatermarkMoves()
    {
        await using var world = await PollWorld.StartAsync(settings: new(WatchRenewalTests.Enabled));
        await world.PollAsync(ConsentSource.Google);
        world.Consent(ConsentSource.Google, 1);
        world.Google.Delegate(Delegation(world));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        var (failedAt, before) = (world.Now, PollWorld.Start);
        for (var attempt = 0; attempt < 4; attempt++)
            world.Google.Faults.Next("adminActivities", HttpFault.ServerError);

        Assert.Equal(PollOutcome.Failed, (await world.PollAsync(ConsentSource.Google)).Outcome);

        Assert.Equal(failedAt, (await world.WatermarkAsync(ConsentSource.Google))!.ReadUntil);
        Assert.Equal((0, 1), (
            (await world.HealthAsync(ConsentSource.Google))!.Failures,
            (await world.HealthAsync(ConsentSource.Google, FeedPart.AdminPoll))!.Failures
        ));
        Assert.Equal(before, Assert.Single(await world.ReadAsync(db =>
            db.PollWatermarks.Where(mark => mark.Part == FeedPart.AdminPoll))).ReadUntil);

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, (await world.PollAsync(ConsentSource.Google)).New);
        var states = await world.Service<FeedStatus>().ReadAsync(CancellationToken.None);
        var parts = states.Where(state => state.Source == OAuthAttest.Escalations.FeedSource.Google);
        Assert.Equal(
            [FeedPart.Poll, FeedPart.AdminPoll],
            parts.Where(state => state.State == FeedStanding.Works).Select(state => state.Part)
        );
    }

    [Fact]
    public async Task Poll_UnreadableInTheAdminLog_IsSetAsideThoughTheTokenLogIsRead()
    {
        await using var world = await PollWorld.StartAsync();
        var record = world.Google.Delegate(Delegation(world));
        record["id"]!.AsObject().Remove("uniqueQualifier");
        for (var poll = 0; poll < 3; poll++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            await world.PollAsync(ConsentSource.Google);
        }

        var held = Assert.Single(await world.ReadAsync(db => db.HeldRecords));
        Assert.Equal((FeedPart.AdminPoll, 3), (held.Part, held.Attempts));
        Assert.NotNull(held.SetAsideAt);
    }

    [Fact]
    public async Task Renew_NoChannels_OpensOneForEachLogAndKeepsThem()
    {
        await using var world = await PollWorld.StartAsync(settings: new(Address));

        Assert.Equal(WatchOutcome.Opened, await RenewAsync(world));
        Assert.Equal(WatchOutcome.Kept, await RenewAsync(world));

        var (token, admin) = (Assert.Single(world.Google.Channels), Assert.Single(world.Google.AdminChannels));
        Assert.Equal((false, false), (token.IsStopped, admin.IsStopped));
        Assert.NotEqual(token.Id, admin.Id);
        Assert.Equal(PollWorld.Start, (await world.HealthAsync(ConsentSource.Google, FeedPart.AdminWatch))!.LastSucceededAt);
    }

    [Fact]
    public async Task Renew_AdminChannelFails_TheOtherIsRenewedAndTheStatusSaysWhich()
    {
        await using var world = await PollWorld.StartAsync(settings: new(Address));
        await RenewAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(5));
        world.Google.Faults.Next("adminWatch", HttpFault.ServerError);

        Assert.Equal(WatchOutcome.Failed, await RenewAsync(world));

        Assert.Equal((2, 1), (world.Google.Channels.Count, world.Google.AdminChannels.Count));
        Assert.False(Assert.Single(world.Google.AdminChannels).IsStopped);
        Assert.Equal((0, 1), (
            (await world.HealthAsync(ConsentSource.Google, FeedPart.Watch))!.Failures,
            (await world.HealthAsync(ConsentSource.Google, FeedPart.AdminWatch))!.Failures
        ));
    }

    private static SimulatedGoogleDelegation Delegation(PollWorld world) => new(
        "-9",
        world.Now,
        "77",
        "ada@example.com",
        "104512345678901234567",
        "https://mail.google.com/",
        "https://www.googleapis.com/auth/admin.directory.user"
    );

    private static Task<WatchOutcome> RenewAsync(PollWorld world) =>
        world.Service<WatchRenewal>().RenewAsync(world.Now, CancellationToken.None);
}
