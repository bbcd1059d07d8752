using System.Text;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Grants;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>Grants that are kept with less: in the classes, on the worklist, in its digest, and in everything that is said of it.</summary>
public sealed class NarrowedWorklistTests
{
    [Fact]
    public async Task WriteWorklistAsync_KeptWithLess_IsAttestedAndListedWithItsScopes()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (opened, grants) = await OpenAsync(world, 4);
        await KeepAsync(world, opened, grants[0], "Mail.Read");
        await KeepAsync(world, opened, grants[1], null);
        await world.AnswerAsync(opened.CampaignId, grants[2], Answer.Remove);

        var written = await world.CloseAsync(opened);

        Assert.Equal(3, written.Size);
        var rows = await world.ReadAsync(db => db.Worklist.OrderBy(item => item.GrantId));
        Assert.Equal(
            [(grants[0], WorklistReason.Narrowed), (grants[2], WorklistReason.RemovedByOwner), (grants[3], WorklistReason.Unanswered)],
            rows.Select(row => (row.GrantId, row.Reason)));
        Assert.Equal(["Mail.Read"], rows[0].WithoutScopes!);
        Assert.All(rows.Skip(1), row => Assert.Null(row.WithoutScopes));
        var report = (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default))!;
        Assert.Equal((2, 1, 1, 4), (report.Classes.Attested, report.Classes.Remove, report.Classes.Unanswered, report.Classes.Sum));
        Assert.Equal((1, 1, 3), (report.NarrowedGrants, report.Worklist.Narrowed, report.Worklist.Size));
        Assert.DoesNotContain(report.RiskiestKept, kept => kept.GrantId == grants[0]);
    }

    [Fact]
    public async Task Digest_OfAList_ChangesWithTheScopesToTake()
    {
        var digests = new HashSet<string>();
        foreach (var without in new[] { null, "Mail.Read", "Mail.Send", "Mail.Read Mail.Send" })
        {
            await using var world = await CampaignWorld.CreateAsync();
            var (opened, grants) = await OpenAsync(world, 2);
            if (without is not null)
                await KeepAsync(world, opened, grants[0], without);
            digests.Add((await world.CloseAsync(opened)).Digest);
        }
        Assert.Equal(4, digests.Count);
    }

    [Theory]
    [InlineData("without_scopes = '{Mail.Send}'")]
    [InlineData("without_scopes = '{}'")]
    [InlineData("without_scopes = NULL")]
    [InlineData("without_scopes = NULL, reason = 'RemovedByOwner'")]
    public async Task List_WhoseScopesToTakeWereChanged_IsNotCarriedOut(string tampered)
    {
        await using var scene = await Revocations.Executing.ExecutionScene.StartAsync(2, narrowed: 1);
        await scene.World.ExecuteAsync($"UPDATE revocation_worklist SET {tampered} WHERE reason = 'Narrowed'");

        await scene.PassAsync(TimeSpan.FromDays(1));

        Assert.Equal(2, scene.Provider.Has.Count);
        Assert.All(await scene.ItemsAsync(), item => Assert.Equal(RevocationState.Rejected, item.State));
    }

    [Fact]
    public async Task Csv_OfAList_NamesTheScopesToTake()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (opened, grants) = await OpenAsync(world, 2);
        await KeepAsync(world, opened, grants[0], "Mail.Read Mail.Send");
        await world.CloseAsync(opened);
        using var csv = new MemoryStream();

        Assert.True(await world.Worklists.StreamCsvAsync(opened.Key, csv, default));

        var lines = Encoding.UTF8.GetString(csv.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(",without_scopes,restore_page", lines[0], StringComparison.Ordinal);
        Assert.Contains(",Narrowed,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",Mail.Read Mail.Send,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",,", lines[2], StringComparison.Ordinal);
        var page = (await world.Worklists.PageAsync(opened.Key, 0, 10, default))!;
        Assert.Equal(["Mail.Read", "Mail.Send"], page.Rows[0].WithoutScopes!);
        Assert.Null(page.Rows[1].WithoutScopes);
    }

    [Fact]
    public async Task Breaker_CountsThem_AndSaysThatTheyAreKept()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (opened, grants) = await OpenAsync(world, 4, new BreakerPolicy(0.25, 1, 1, []), SilencePolicy.Keep);
        await KeepAsync(world, opened, grants[0], "Mail.Read");
        await world.AnswerAsync(opened.CampaignId, grants[1], Answer.Remove);

        var written = await world.CloseAsync(opened);

        var reason = Assert.Single(written.HoldReasons);
        Assert.Contains("2 of 4 grants", reason, StringComparison.Ordinal);
        Assert.Contains("(1 of them only of some permissions)", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeptWithLess_ThatGrewBeforeTheClose_IsChangedAndOnNoList()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (opened, grants) = await OpenAsync(world, 1);
        await KeepAsync(world, opened, grants[0], "Mail.Read");
        await world.ChangeScopesAsync(grants[0], ConsentType.Principal, "Files.Read", "Mail.Read", "Mail.Send", "User.Read");

        var written = await world.CloseAsync(opened);

        Assert.Equal(0, written.Size);
        var changed = Assert.Single((await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default))!.ChangedGrants);
        Assert.Equal(["Mail.Send", "User.Read"], changed.KeptScopes);
    }

    private static async Task<(OpenedCampaign Opened, IReadOnlyList<long> Grants)> OpenAsync(
        CampaignWorld world, int count, BreakerPolicy? breaker = null, SilencePolicy silence = SilencePolicy.Revoke)
    {
        var user = await world.UserAsync("person@example.com");
        var grants = new List<long>();
        for (var i = 0; i < count; i++)
            grants.Add(await world.GrantAsync(await world.AppAsync(), user, scopes: ["Mail.Read", "Mail.Send", "User.Read"]));
        var policy = CampaignWorld.Policy with { Breaker = breaker ?? new BreakerPolicy(1, 1, 1, []), Silence = silence };
        var opened = await world.OpenAsync(policy: policy);
        await world.AskEverybodyAsync(opened.CampaignId);
        return (opened, grants);
    }

    private static async Task KeepAsync(CampaignWorld world, OpenedCampaign opened, long grant, string? without)
    {
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Keep, without is null ? "needed" : null);
        if (without is not null)
        {
            await world.ExecuteAsync(
                $"UPDATE campaign_items SET without_scopes = string_to_array('{without}', ' ') WHERE grant_id = {grant}");
        }
    }
}
