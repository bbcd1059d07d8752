using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions;
using OAuthAttest.Tests.Functions.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Removing;

/// <summary>What people and the lead are told of grants that were kept with less: never that they are gone.</summary>
public sealed class NarrowedTellingTests
{
    [Fact]
    public async Task Person_WhoKeptAnAppWithLess_IsToldWhatItLostAndNothingElse()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var (first, second) = (await world.AddUnusedAsync("jane"), await world.AddUnusedAsync("jane", "Mail.Send User.Read"));
        await CloseAsync(world, jane, first, second);
        await world.PutAsync(first, RevocationState.Absent);
        await world.PutAsync(second, RevocationState.Absent, removed: 0);

        Assert.Null(await world.TellAsync());

        var text = Assert.Single(jane.Told()).ReadAloud();
        Assert.Contains("apps that were kept with less", text, StringComparison.Ordinal);
        Assert.Contains("*App 1* lost: Read all email in your mailbox", text, StringComparison.Ordinal);
        Assert.Contains("*App 2*: when it was to be taken, this was not there any more: ", text, StringComparison.Ordinal);
        Assert.Contains("only these permissions were taken", text, StringComparison.Ordinal);
        Assert.DoesNotContain("this access is gone", text, StringComparison.Ordinal);
        Assert.DoesNotContain("has no access", text, StringComparison.Ordinal);
        Assert.DoesNotContain("removed", text, StringComparison.Ordinal);
        Assert.NotNull((await world.ListedAsync(first)).ToldAt);
    }

    [Fact]
    public async Task Person_WithBoth_IsToldInOneMessageWhichIsWhich()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var (kept, gone) = (await world.AddUnusedAsync("jane"), await world.AddGrantAsync("jane"));
        await world.OpenCampaignAsync();
        await world.KeepWithoutAsync(jane, kept);
        await world.PressAsync(jane, SlackActions.Remove, gone);
        await world.CloseAsync();
        await world.PutAsync(kept, RevocationState.Closed);
        await world.PutAsync(gone, RevocationState.Closed);

        await world.TellAsync();

        var text = Assert.Single(jane.Told()).ReadAloud();
        Assert.Contains("*App 2*: removed (the answer was Remove)", text, StringComparison.Ordinal);
        Assert.Contains("*App 1* lost: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("*App 1*: removed", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lead_IsToldAtTheCloseAndAtTheEndHowManyAreKeptWithLess()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var (first, second) = (await world.AddUnusedAsync("jane"), await world.AddUnusedAsync("jane"));
        var removed = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        foreach (var grant in new[] { first, second })
            await world.KeepWithoutAsync(jane, grant);
        await world.PressAsync(jane, SlackActions.Remove, removed);
        await world.CloseAsync();
        var closed = world.LeadMessages.Last(message => message.Key!.EndsWith(":report:closed", StringComparison.Ordinal)).ReadAloud();
        Assert.Contains("Of the attested, 2 are kept without some of their permissions", closed, StringComparison.Ordinal);
        Assert.Contains("3 grants listed for removal", closed, StringComparison.Ordinal);
        Assert.Contains("Of them, 2 are kept: only some of their permissions are to be taken.", closed, StringComparison.Ordinal);

        foreach (var grant in new[] { first, second, removed })
            await world.PutAsync(grant, RevocationState.Closed, removed: grant == second ? 0 : 1);
        await world.TellAsync();

        var end = world.LeadMessages.Last(message => message.Key!.EndsWith(":report:removed", StringComparison.Ordinal));
        foreach (var words in new[] { "*Gone: 1.*", "*Kept with less: 2.*", "Of these 1 had lost the permissions", "kept, without some" })
            Assert.Contains(words, end.ReadAloud(), StringComparison.Ordinal);
        Assert.DoesNotContain("were gone already", end.ReadAloud(), StringComparison.Ordinal);
        var numbers = (await world.GetJsonAsync("campaigns/2026Q4")).GetProperty("removal");
        string[] names = ["closed", "narrowed", "narrowedBefore", "goneBefore"];
        Assert.Equal([3, 2, 1, 0], names.Select(name => numbers.GetProperty(name).GetInt32()));
        Assert.Equal(2, (await world.GetJsonAsync("campaigns/2026Q4")).GetProperty("narrowedGrants").GetInt32());
    }

    [Fact]
    public async Task Lead_OfWhatIsToBeReducedByHand_GetsStepsThatRemoveNothing()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddUnusedAsync("jane");
        await CloseAsync(world, jane, grant);
        await world.PutAsync(grant, RevocationState.ByHand);

        await world.TellAsync();

        var text = world.LeadMessages.Select(message => message.ReadAloud())
            .Single(read => read.Contains("by hand, for nothing here", StringComparison.Ordinal));
        Assert.Contains("Only these permissions of it, for the app is kept: Mail.Read", text, StringComparison.Ordinal);
        Assert.Contains("The grant stays, without Mail.Read", text, StringComparison.Ordinal);
        Assert.Contains("Update-MgOauth2PermissionGrant", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Remove-Mg", text, StringComparison.Ordinal);
    }

    private static async Task CloseAsync(FlowWorld world, SimulatedPerson person, params long[] grants)
    {
        await world.OpenCampaignAsync();
        foreach (var grant in grants)
            await world.KeepWithoutAsync(person, grant);
        await world.CloseAsync();
    }
}
