using System.Net;
using OAuthAttest.Campaigns;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Functions.Revocations;

/// <summary>From "Keep, without…" in Slack to the scopes that are gone at a simulated Microsoft Graph, and back.</summary>
public sealed class NarrowingFlowTests
{
    [Fact]
    public async Task Grant_KeptWithLess_LosesTheScopesIsReadAgainIsClosedAndCanBePutBack()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddUnusedAsync("Mail.Read User.Read Mail.Send");
        await world.Flow.OpenCampaignAsync();
        await world.Flow.KeepWithoutAsync(world.Owner, grant);
        Assert.Equal("Mail.Read User.Read Mail.Send", world.ScopeAtGraph());

        await world.CloseAsync();
        var listed = await world.ItemAsync(grant);
        Assert.Equal((WorklistReason.Narrowed, "Mail.Read Mail.Send"), (listed.Reason, string.Join(' ', listed.WithoutScopes!)));
        Assert.Equal(GrantClass.Attested, (await world.Flow.ItemAsync(grant)).Class);
        await world.PassAsync(TimeSpan.FromHours(4));
        Assert.Equal(1, (await world.ItemAsync(grant)).Removed);
        Assert.Equal("User.Read", world.ScopeAtGraph());
        Assert.Equal(0, world.Graph.Calls.GetValueOrDefault("deleteGrant"));

        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));
        Assert.Equal("ordered accepted absent closed", await world.StepsAsync(grant));

        var restored = await world.ActAsync(grant, "restore");
        Assert.Equal(HttpStatusCode.OK, restored.Status);
        Assert.Contains("given back what was taken", restored.Body, StringComparison.Ordinal);
        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal("Mail.Read User.Read Mail.Send", world.ScopeAtGraph());
        Assert.Equal(RevocationState.Restored, await world.StateAsync(grant));
        Assert.Equal(0, world.Graph.Calls.GetValueOrDefault("postGrant"));
    }

    [Fact]
    public async Task Grant_ThatGrewAtTheProvider_IsAQuestion_AndKeepsWhatItGotWhenAPersonHasTheRestTaken()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddUnusedAsync();
        await CloseWithLessAsync(world, grant, before: () => world.ChangeAtGraphAsync("Mail.Read User.Read Files.Read"));
        var item = await world.ItemAsync(grant);
        Assert.Equal(RevocationState.Questioned, item.State);
        Assert.Contains("Files.Read", item.Problem, StringComparison.Ordinal);
        Assert.Equal("Mail.Read User.Read Files.Read", world.ScopeAtGraph());

        Assert.Contains("the rest stays", (await world.ActAsync(grant, "again")).Body, StringComparison.Ordinal);
        await world.PassAsync(TimeSpan.FromHours(4));

        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));
        Assert.Equal("User.Read Files.Read", world.ScopeAtGraph());
    }

    [Fact]
    public async Task Grant_OfWhichNothingElseIsLeft_IsAPersonsAndIsNotDeleted()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddUnusedAsync();
        await CloseWithLessAsync(world, grant, before: () => world.ChangeAtGraphAsync("Mail.Read"));

        var item = await world.ItemAsync(grant);
        Assert.Equal(RevocationState.Failed, item.State);
        Assert.Contains("it would be a removal", item.Problem, StringComparison.Ordinal);
        Assert.Equal("Mail.Read", world.ScopeAtGraph());
        Assert.Equal(0, world.Graph.Calls.GetValueOrDefault("deleteGrant"));
        Assert.Contains("with these permissions", (await world.ActAsync(grant, "stand")).Body, StringComparison.Ordinal);
        Assert.Equal(RevocationState.Rejected, await world.StateAsync(grant));
    }

    [Theory]
    [InlineData("User.Read", false)]
    [InlineData(null, true)]
    public async Task Grant_WithoutTheScopesAlready_IsDoneAndSaysWhatItFound(string? now, bool isGone)
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddUnusedAsync();
        await CloseWithLessAsync(world, grant, before: async () =>
        {
            if (now is null)
                world.Graph.RemoveGrants(_ => true);
            else
                await world.ChangeAtGraphAsync(now);
        });

        var item = await world.ItemAsync(grant);
        Assert.Equal((true, 0), (item.State.IsProvenGone(), item.Removed));
        Assert.Equal(0, world.Graph.Calls.GetValueOrDefault("patchGrant") - (now is null ? 0 : 1));
        var accepted = await world.Flow.OneAsync(db =>
            db.AuditEvents.Where(e => e.Kind == AuditKinds.RevocationAccepted).Select(e => e.Data));
        Assert.Equal(isGone, accepted.Contains("The grant as a whole is not there any more.", StringComparison.Ordinal));
        Assert.Contains("\"without\":[\"Mail.Read\"]", accepted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scopes_ThatComeBack_Reappear_AndTheLeadIsToldOfThemAlone()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddUnusedAsync();
        await CloseWithLessAsync(world, grant);
        await world.PassAsync(TimeSpan.FromHours(4));
        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));

        await world.ChangeAtGraphAsync("User.Read Calendars.Read");
        await world.PassAsync(TimeSpan.FromDays(1.1));
        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));

        await world.ChangeAtGraphAsync("User.Read Mail.Read");
        await world.PassAsync(TimeSpan.FromDays(1.2));
        await world.KickAsync();
        await world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(RevocationState.Reopened, await world.StateAsync(grant));
        var told = world.Flow.LeadMessages.Last(message => message.ReadAloud().Contains("is there again", StringComparison.Ordinal));
        Assert.Contains("for the app is kept: Mail.Read", told.ReadAloud(), StringComparison.Ordinal);
        Assert.Contains(told.Buttons(), button => button.Label == "Take them");
        Assert.DoesNotContain(told.Buttons(), button => button.Label == "Remove it");

        Assert.Equal(HttpStatusCode.OK, (await world.ActAsync(grant, "again")).Status);
        await world.PassAsync(TimeSpan.FromHours(4));
        Assert.Equal("User.Read", world.ScopeAtGraph());
    }

    [Theory]
    [InlineData(HttpFault.ServerErrorAfterAccepting)]
    [InlineData(HttpFault.SilentAfterAccepting)]
    [InlineData(HttpFault.BrokenAfterAccepting)]
    [InlineData(HttpFault.SilentBeforeAccepting)]
    [InlineData(HttpFault.Throttled)]
    public async Task Change_WhoseAnswerIsLost_IsMadeOnceMoreAndKeepsItsRecipe(HttpFault fault)
    {
        await using var world = await RevocationWorld.StartAsync(
            setup: new HostSetup { ["Revocation:Entra:RequestTimeout"] = "00:00:00.5" });
        var grant = await world.AddUnusedAsync();
        world.Graph.Faults.Next("patchGrant", fault);
        await CloseWithLessAsync(world, grant);
        await world.PassAsync(TimeSpan.FromHours(4));

        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));
        Assert.Equal("User.Read", world.ScopeAtGraph());
        await world.ActAsync(grant, "restore");
        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal("Mail.Read User.Read", world.ScopeAtGraph());
        Assert.Equal(RevocationState.Restored, await world.StateAsync(grant));
    }

    [Fact]
    public async Task Restore_OfScopesWhoseGrantIsGone_GivesItAgainAsItWas()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddUnusedAsync();
        await CloseWithLessAsync(world, grant);
        await world.PassAsync(TimeSpan.FromHours(4));
        world.Graph.RemoveGrants(_ => true);

        await world.ActAsync(grant, "restore");
        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal("Mail.Read User.Read", world.ScopeAtGraph());
        Assert.Equal((null, RevocationState.Restored), ((await world.ItemAsync(grant)).Problem, await world.StateAsync(grant)));
    }

    [Fact]
    public async Task Grant_ThatNothingHereMayChange_IsReducedByHandAndClosedByTheNextReadingOnly()
    {
        await using var world = await RevocationWorld.StartAsync(setup: new HostSetup { ["Revocation:Entra:TenantId"] = null });
        var grant = await world.AddUnusedAsync();
        await CloseWithLessAsync(world, grant);
        Assert.Equal(RevocationState.ByHand, await world.StateAsync(grant));
        var row = (await world.Flow.GetJsonAsync($"campaigns/{FlowWorld.Key}/worklist")).GetProperty("rows")[0];
        Assert.Equal("Narrowed", row.GetProperty("reason").GetString());
        Assert.Equal("Mail.Read", row.GetProperty("withoutScopes")[0].GetString());
        var command = row.GetProperty("removal").GetProperty("steps").GetProperty("command").GetString();
        Assert.Contains("Update-MgOauth2PermissionGrant", command, StringComparison.Ordinal);
        Assert.DoesNotContain("Remove-", command, StringComparison.Ordinal);

        await world.Flow.RefreshInventoryAsync();
        await world.PassAsync(TimeSpan.FromDays(1.1));
        Assert.Equal(RevocationState.ByHand, await world.StateAsync(grant));

        await world.Flow.GrowAsync(grant, "User.Read");
        await world.Flow.RefreshInventoryAsync();
        await world.PassAsync(TimeSpan.FromDays(1.1));

        Assert.Equal(RevocationState.Absent, await world.StateAsync(grant));
    }

    /// <param name="before">What happens at the provider between the answer and the execution.</param>
    private static async Task CloseWithLessAsync(RevocationWorld world, long grant, Func<Task>? before = null)
    {
        await world.Flow.OpenCampaignAsync();
        await world.Flow.KeepWithoutAsync(world.Owner, grant);
        if (before is not null)
            await before();
        await world.CloseAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
    }
}
