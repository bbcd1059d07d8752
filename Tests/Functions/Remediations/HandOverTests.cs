using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Executing;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Functions.Remediations;

/// <summary>
/// A client that AWS was told to trust has grants in the inventory: they are handed to the worklist of the campaign that asked about them,
/// and from there removed at a simulated Microsoft Graph.
/// </summary>
public sealed class HandOverTests
{
    private const string Kind = nameof(RemediationKind.HandOverGrants);

    [Fact]
    public async Task Grants_ThatAreHandedOver_AreRemovedByTheirCampaign_AndCleanIsSaidOnceTheyAreGone()
    {
        await using var scene = await Scene.StartAsync();
        var (removed, kept) = await scene.CampaignAsync();
        await scene.TrustAsync(2);

        var planned = await scene.World.PlanAsync(Kind);
        Assert.True(planned.State == RemediationState.Waiting, $"{planned.State}: {planned.Problem}");
        Assert.Contains("1 grants of the app App 2 are put on the worklist", scene.World.LastTold, StringComparison.Ordinal);
        Assert.Contains("Cut off from the app: owner@example.com.", scene.World.LastTold, StringComparison.Ordinal);
        Assert.True(scene.Revocations.IsAtGraph(2));

        Assert.Equal(RemediationState.Done, (await scene.World.ApproveAsync()).State);
        Assert.Contains("They are not gone yet", scene.World.LastTold, StringComparison.Ordinal);
        await scene.Revocations.KickAsync();
        await scene.Revocations.PassAsync(TimeSpan.FromHours(2));

        Assert.False(scene.Revocations.IsAtGraph(2));
        var item = await scene.Revocations.ItemAsync(kept);
        Assert.Equal((WorklistReason.FoundByAudit, "ann@example.com"), (item.Reason, item.ApprovedBy));
        Assert.True(item.State.IsProvenGone(), $"{item.State}: {item.Problem}");
        Assert.Contains(
            scene.World.Flow.Slack.AllMessages.Select(message => message.ReadAloud()),
            text => text.Contains("a security audit found the app", StringComparison.Ordinal));
        Assert.Contains("revocation.handed_over", await scene.World.Flow.AuditKindsAsync());

        await scene.World.Audits.TickAsync();
        await scene.World.Flow.Time.AdvanceAsync(TimeSpan.FromHours(2));
        var clean = await scene.World.LastAsync();
        Assert.True(clean.State == RemediationState.Clean, $"{clean.State}: {clean.Problem}");
        Assert.StartsWith("All grants that were handed over are gone", clean.Problem, StringComparison.Ordinal);
        Assert.True((await scene.Revocations.StateAsync(removed)).IsProvenGone());
    }

    [Fact]
    public async Task Grant_ThatIsNotGoneYet_IsNotClean()
    {
        await using var scene = await Scene.StartAsync();
        await scene.CampaignAsync();
        await scene.TrustAsync(2);
        await scene.World.PlanAsync(Kind);
        await scene.PauseAsync();
        await scene.World.ApproveAsync();

        await scene.World.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(40));
        await scene.World.Audits.TickAsync();
        await scene.World.Flow.Time.AdvanceAsync(TimeSpan.FromHours(3));

        var row = await scene.World.LastAsync();
        Assert.Equal(RemediationState.Inconclusive, row.State);
        Assert.Equal("Of 1 grants that were handed over 0 are gone; the worklist tells why.", row.Problem);
        Assert.True(scene.Revocations.IsAtGraph(2));
    }

    [Fact]
    public async Task List_ThatWaitsForADecision_IsNotAddedTo()
    {
        await using var scene = await Scene.StartAsync(RevocationMode.Approved);
        await scene.CampaignAsync();
        await scene.TrustAsync(2);

        var planned = await scene.World.PlanAsync(Kind);

        Assert.Equal(RemediationState.NotNeeded, planned.State);
        Assert.Contains("1 are in no campaign whose whole worklist is released", planned.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grants_WhereWorklistsAreForPeople_AreNotHandedOver()
    {
        await using var scene = await Scene.StartAsync(RevocationMode.Worklist);
        await scene.CampaignAsync();
        await scene.TrustAsync(2);

        var planned = await scene.World.PlanAsync(Kind);

        Assert.Equal(RemediationState.NotNeeded, planned.State);
        Assert.Contains("leaves worklists to people", planned.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_ThatTheCampaignProtects_IsForItsApprovers()
    {
        await using var scene = await Scene.StartAsync(settings: new() { ["Campaign:Breaker:ProtectedApps"] = RevocationWorld.AppId(2) });
        await scene.CampaignAsync();
        await scene.TrustAsync(2);

        var planned = await scene.World.PlanAsync(Kind);

        Assert.Equal(RemediationState.NotNeeded, planned.State);
        Assert.Contains("The app App 2 is protected in campaign", planned.Problem, StringComparison.Ordinal);
    }

    /// <summary>What the app got after the campaign and before the decision is part of it: nobody is asked once more.</summary>
    [Fact]
    public async Task Scopes_ThatTheAppGotBeforeThePlan_AreRemovedToo_AndAWorkerThatDiedSaysNothingWrong()
    {
        await using var scene = await Scene.StartAsync();
        var (_, kept) = await scene.CampaignAsync();
        var source = scene.World.Flow.Service<NpgsqlDataSource>();
        await using (var grow = source.CreateCommand(
            $"UPDATE grants SET scopes = ARRAY['Files.Read', 'User.Read'], scope_digest = sha256('more') WHERE id = {kept}"))
        {
            await grow.ExecuteNonQueryAsync();
        }
        // Another spelling of the same id.
        await scene.TrustAsync(RevocationWorld.AppId(2).ToUpperInvariant());
        await scene.World.PlanAsync(Kind);

        await scene.World.ApproveAsync();

        Assert.Equal(["Files.Read"], (await scene.Revocations.ItemAsync(kept)).GrownScopes);
        await using (var again = source.CreateCommand(
            "UPDATE scope_remediations SET state = 'Approved', done_at = NULL, next_at = now() - interval '1 year'"))
        {
            await again.ExecuteNonQueryAsync();
        }
        await scene.World.Audits.TickAsync();
        var row = await scene.World.LastAsync();
        Assert.True(row.State is RemediationState.Done or RemediationState.Clean, $"{row.State}: {row.Problem}");
    }

    [Fact]
    public async Task Client_WithoutGrantsInTheInventory_HasNoButton()
    {
        await using var scene = await Scene.StartAsync();
        await scene.CampaignAsync();

        await scene.TrustAsync(7);

        Assert.DoesNotContain(
            scene.World.Audits.Told.SelectMany(message => message.Buttons()),
            button => button.Value.EndsWith($":{Kind}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Grant_ThatIsOnTheListAlready_IsNotHandedOverOnceMore()
    {
        await using var scene = await Scene.StartAsync();
        await scene.CampaignAsync();
        await scene.TrustAsync(1);

        var planned = await scene.World.PlanAsync(Kind);

        Assert.Equal(RemediationState.NotNeeded, planned.State);
        Assert.Contains("1 were decided there before, or are gone", planned.Problem, StringComparison.Ordinal);
    }

    /// <summary>The list's digest is of what was decided at the close: what came later must not make it another list.</summary>
    [Fact]
    public async Task Release_AfterGrantsWereHandedOver_StillKnowsTheListThatWasDecided()
    {
        await using var scene = await Scene.StartAsync();
        var (removed, _) = await scene.CampaignAsync();
        await scene.TrustAsync(2);
        await scene.World.PlanAsync(Kind);
        await scene.World.ApproveAsync();
        var source = scene.World.Flow.Service<NpgsqlDataSource>();
        await using (var again = source.CreateCommand(
            $"UPDATE revocation_worklist SET state = 'Queued', approved_by = NULL, next_at = NULL WHERE grant_id = {removed}"))
        {
            await again.ExecuteNonQueryAsync();
        }

        var campaign = (await scene.Revocations.ItemAsync(removed)).CampaignId;
        await new WorklistRelease(
            source, Options.Create(new RevocationOptions { Mode = RevocationMode.Automatic }), scene.World.Flow.Clock)
            .ReleaseAsync(new ReleaseWorklist(campaign), default);

        Assert.Equal(RevocationState.Approved, await scene.Revocations.StateAsync(removed));
    }

    private sealed class Scene : IAsyncDisposable
    {
        private Scene(RemediationWorld world, RevocationWorld revocations) => (World, Revocations) = (world, revocations);

        public RemediationWorld World { get; }

        public RevocationWorld Revocations { get; }

        public static async Task<Scene> StartAsync(
            RevocationMode mode = RevocationMode.Automatic, Dictionary<string, string?>? settings = null)
        {
            RevocationWorld? revocations = null;
            var world = await RemediationWorld.StartEmptyAsync(settings: settings, start: async setup =>
            {
                revocations = await RevocationWorld.StartAsync(mode, setup);
                return revocations.Flow;
            });
            return new Scene(world, revocations!);
        }

        /// <summary>A campaign in which one grant was removed and the other one kept.</summary>
        public async Task<(long Removed, long Kept)> CampaignAsync()
        {
            var (removed, kept) = (await Revocations.AddGrantAsync(), await Revocations.AddGrantAsync("User.Read"));
            await World.Flow.OpenCampaignAsync();
            await World.Flow.PressAsync(Revocations.Owner, SlackActions.Remove, removed);
            await World.Flow.PressAsync(Revocations.Owner, SlackActions.Keep, kept);
            await Revocations.CloseAsync();
            await Revocations.PassAsync(TimeSpan.FromHours(3));
            return (removed, kept);
        }

        /// <summary>Somebody has AWS trust the tokens of an app.</summary>
        public Task TrustAsync(int app) => TrustAsync(RevocationWorld.AppId(app));

        public async Task TrustAsync(string client)
        {
            World.Audits.Log(
                "iam.amazonaws.com", "AddClientIDToOpenIDConnectProvider",
                $$"""
                {"openIDConnectProviderArn":"arn:aws:iam::111122223333:oidc-provider/idp.example",
                "clientID":"{{client}}"}
                """);
            await World.Audits.TickAsync();
        }

        public async Task PauseAsync()
        {
            using var answer = await World.Flow.PostAsync("revocations/pause", """{"reason":"a freeze"}""");
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async ValueTask DisposeAsync()
        {
            await World.DisposeAsync();
            Assert.Empty(Revocations.Graph.Unexpected);
            await Revocations.Graph.DisposeAsync();
        }
    }
}
