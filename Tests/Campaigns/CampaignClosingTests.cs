using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Grants;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class CampaignClosingTests
{
    public static TheoryData<string, GrantClass> Classes => new()
    {
        { "keep", GrantClass.Attested },
        { "remove", GrantClass.Remove },
        { "not mine", GrantClass.Remove },
        { "silent", GrantClass.Unanswered },
        { "no slack", GrantClass.Unreachable },
        { "no slack, answered by somebody", GrantClass.Attested },
        { "never asked", GrantClass.Unreachable },
        { "keep, grown", GrantClass.Changed },
        { "remove, grown", GrantClass.Remove },
        { "not mine, grown", GrantClass.Remove },
        { "silent, grown", GrantClass.Unanswered },
        { "keep, shrunk", GrantClass.Attested },
        { "asked again, silent", GrantClass.Unanswered },
        { "kept and asked again, silent", GrantClass.Changed },
        { "kept and asked again, no slack", GrantClass.Changed },
        { "asked again, keep", GrantClass.Attested },
        { "keep, vanished", GrantClass.Attested },
        { "no slack, grown", GrantClass.Unreachable },
    };

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task ClassifyAsync_EachFate_EndsInItsOneClass(string fate, GrantClass expected)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var user = await world.UserAsync("person@example.com", inSlack: !fate.Contains("no slack", StringComparison.Ordinal));
        var grant = await world.GrantAsync(await world.AppAsync(), user, scopes: ["Files.Read", "Mail.Read"]);
        var opened = await world.OpenAsync();
        if (fate != "never asked")
            await world.AskEverybodyAsync(opened.CampaignId);
        if (fate.Contains("asked again", StringComparison.Ordinal))
            await world.ExecuteAsync("UPDATE campaign_items SET voided_answers = 1");
        if (fate.StartsWith("kept", StringComparison.Ordinal))
            await world.ExecuteAsync("UPDATE campaign_items SET kept_scopes = ARRAY['Files.Read']");
        if (fate.Contains("remove", StringComparison.Ordinal) || fate.StartsWith("not mine", StringComparison.Ordinal))
        {
            var answer = fate.StartsWith("not", StringComparison.Ordinal) ? Answer.NotMine : Answer.Remove;
            await world.AnswerAsync(opened.CampaignId, grant, answer);
        }
        else if (fate.Contains("keep", StringComparison.Ordinal) || fate.EndsWith("somebody", StringComparison.Ordinal))
        {
            await world.AnswerAsync(opened.CampaignId, grant, Answer.Keep);
        }
        if (fate.EndsWith("grown", StringComparison.Ordinal))
            await world.ChangeScopesAsync(grant, ConsentType.Principal, "Files.Read", "Mail.Read", "Mail.Send");
        if (fate.EndsWith("shrunk", StringComparison.Ordinal))
            await world.ChangeScopesAsync(grant, ConsentType.Principal, "Mail.Read");
        if (fate.EndsWith("vanished", StringComparison.Ordinal))
            await world.ExecuteAsync("UPDATE grants SET status = 'Vanished'");
        var expectedBefore = (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, CancellationToken.None))!.Classes;

        await world.CloseAsync(opened);

        Assert.Equal(expected, (await world.ItemAsync(opened.CampaignId, grant)).Class);
        var report = (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, CancellationToken.None))!;
        Assert.Equal(1, report.Classes.Sum);
        Assert.Equal(expectedBefore, report.Classes);
        Assert.Equal(1, report.Users.Complete + report.Users.Partial + report.Users.Silent + report.Users.Unreachable);
    }

    public static TheoryData<SilencePolicy, string, WorklistState> Silences => new()
    {
        { SilencePolicy.Revoke, "not mine:NotRecognised,remove:RemovedByOwner,silent:Unanswered", WorklistState.Released },
        { SilencePolicy.Keep, "not mine:NotRecognised,remove:RemovedByOwner", WorklistState.Released },
        { SilencePolicy.AskManager, "not mine:NotRecognised,remove:RemovedByOwner,silent:Unanswered", WorklistState.Held },
    };

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task WriteWorklistAsync_EachSilencePolicy_ListsNeverTheUnreachableOrChanged(
        SilencePolicy silence,
        string expected,
        WorklistState state
    )
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync();
        var person = await world.UserAsync("person@example.com");
        var grants = new Dictionary<long, string>
        {
            [await world.GrantAsync(app, person)] = "keep",
            [await world.GrantAsync(app, person)] = "remove",
            [await world.GrantAsync(app, person)] = "not mine",
            [await world.GrantAsync(app, person)] = "silent",
            [await world.GrantAsync(app, person)] = "changed",
            [await world.GrantAsync(app, await world.UserAsync("unreachable@example.com", inSlack: false))] = "unreachable",
        };
        var opened = await world.OpenAsync(
            policy: CampaignWorld.Policy with
            {
                Silence = silence,
                Breaker = new BreakerPolicy(1, 1, 1, []),
            }
        );
        await world.AskEverybodyAsync(opened.CampaignId);
        foreach (var (grant, name) in grants)
        {
            if (name is "keep" or "changed")
                await world.AnswerAsync(opened.CampaignId, grant, Answer.Keep);
            if (name == "changed")
                await world.ChangeScopesAsync(grant, ConsentType.Principal, "User.Read", "Mail.Send");
            if (name is "remove" or "not mine")
                await world.AnswerAsync(opened.CampaignId, grant, name == "remove" ? Answer.Remove : Answer.NotMine);
        }

        var written = await world.CloseAsync(opened);

        var rows = await world.ReadAsync(db =>
            db.Worklist.Where(w => w.CampaignId == opened.CampaignId).Select(w => new { w.GrantId, w.Reason })
        );
        Assert.Equal(expected, string.Join(',', rows.Select(row => $"{grants[row.GrantId]}:{row.Reason}").Order(StringComparer.Ordinal)));
        Assert.Equal((state, (long)rows.Count), (written.State, written.Size));
        var campaign = await world.ReadAsync(db => db.Campaigns.Where(c => c.Id == opened.CampaignId));
        Assert.Equal(state == WorklistState.Held ? CampaignState.AwaitingDecision : CampaignState.Closed, campaign[0].State);
    }

    [Fact]
    public async Task RestoreRecipes_MadeBeforeAnItemIsCarriedOut_KeepWhatARestoreNeeds()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(
            await world.AppAsync("Mailer", clientId: "client-1"),
            await world.UserAsync("person@example.com"),
            scopes: ["Mail.Read", "Mail.Send"]
        );
        var opened = await world.OpenAsync();
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
        await world.CloseAsync(opened);
        Assert.Null(Assert.Single(await world.ReadAsync(db => db.Worklist.Select(w => w.RestoreRecipe))));
        using var entry = System.Text.Json.JsonDocument.Parse("""{"scope":"Mail.Read Mail.Send"}""");

        await RestoreRecipes.MakeAsync(world.Source, opened.CampaignId, grant, [entry.RootElement], default);
        await world.ChangeScopesAsync(grant, ConsentType.Principal, "User.Read");
        // A repeated call that finds nothing any more.
        await RestoreRecipes.MakeAsync(world.Source, opened.CampaignId, grant, [], default);

        var recipe = await world.ReadAsync(db => db.Worklist.Select(w => w.RestoreRecipe));
        using var json = System.Text.Json.JsonDocument.Parse(recipe[0]!);
        Assert.Equal("Mail.Read Mail.Send", json.RootElement.GetProperty("entries")[0].GetProperty("scope").GetString());
        Assert.Equal("entra", json.RootElement.GetProperty("provider").GetString());
        Assert.Equal("client-1", json.RootElement.GetProperty("appId").GetString());
        Assert.Equal("person@example.com", json.RootElement.GetProperty("principalEmail").GetString());
        Assert.Equal("Principal", json.RootElement.GetProperty("consentType").GetString());
        Assert.Equal(
            ["Mail.Read", "Mail.Send"],
            json.RootElement.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!)
        );
    }

    [Fact]
    public async Task EveryStep_DoneTwice_ChangesNothingAndAnswersAlike()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (app, user) = (await world.AppAsync(), await world.UserAsync("person@example.com"));
        var kept = await world.GrantAsync(app, user);
        await world.GrantAsync(app, user);
        var opened = await world.OpenAsync();
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, kept, Answer.Keep);
        var closing = world.Closing;
        var begin = new BeginClosing(opened.Key, "tester", opened.ClosesAt.AddDays(-1));
        var (classify, write, finish) = (
            new ClassifyCampaign(opened.CampaignId, begin.Now),
            new WriteWorklist(opened.CampaignId, begin.Now),
            new FinishCampaign(opened.CampaignId, begin.Now)
        );

        var begun = (await closing.BeginAsync(begin, default), await closing.BeginAsync(begin with { Now = opened.ClosesAt }, default));
        var classified = await closing.ClassifyAsync(classify, default);
        await world.ChangeScopesAsync(kept, ConsentType.Principal, "User.Read", "Mail.Send");
        var classifiedAgain = await closing.ClassifyAsync(classify, default);
        var written = (await closing.WriteWorklistAsync(write, default), await closing.WriteWorklistAsync(write, default));
        var finished = (await closing.FinishAsync(finish, default), await closing.FinishAsync(finish, default));
        var writtenAfterTheEnd = await closing.WriteWorklistAsync(write, default);

        Assert.Equal(begun.Item1, begun.Item2);
        Assert.Equal(begin.Now, begun.Item1.ClosesAt);
        Assert.Equal(new ClassNumbers(1, 0, 1, 0, 0), classified.Classes);
        Assert.Equal(classified, classifiedAgain);
        Assert.Equal(
            (written.Item1.Digest, written.Item1.Size, written.Item1.State),
            (written.Item2.Digest, written.Item2.Size, written.Item2.State)
        );
        Assert.Equal(written.Item1.HoldReasons, writtenAfterTheEnd.HoldReasons);
        Assert.Equal(finished.Item1, finished.Item2);
        var kinds = await world.ReadAsync(db => db.AuditEvents.OrderBy(e => e.Sequence).Select(e => e.Kind));
        Assert.Equal(
            ["campaign.opened", "campaign.closing", "campaign.classified", "worklist.written", "campaign.awaiting_decision"],
            kinds
        );
    }

    [Fact]
    public async Task ClassifyAsync_ClassesThatDoNotSumToTheSnapshot_ThrowAndKeepNothing()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (app, user) = (await world.AppAsync(), await world.UserAsync("person@example.com"));
        await world.GrantAsync(app, user);
        var lost = await world.GrantAsync(app, user);
        var opened = await world.OpenAsync();
        await world.Closing.BeginAsync(new BeginClosing(opened.Key, "timer", opened.ClosesAt), default);
        await world.ExecuteAsync($"DELETE FROM campaign_items WHERE grant_id = {lost}");

        var broken = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            world.Closing.ClassifyAsync(new ClassifyCampaign(opened.CampaignId, opened.ClosesAt), default)
        );

        Assert.Contains("sum to 1, the snapshot has 2", broken.Message, StringComparison.Ordinal);
        Assert.Equal(1, await world.ScalarAsync<long>("SELECT count(*) FROM campaign_items WHERE class IS NULL"));
    }

    [Fact]
    public async Task ClassifyAsync_CampaignStillOpen_Throws()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var opened = await world.OpenAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            world.Closing.ClassifyAsync(new ClassifyCampaign(opened.CampaignId, opened.ClosesAt), default)
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            world.Closing.WriteWorklistAsync(new WriteWorklist(opened.CampaignId, opened.ClosesAt), default)
        );
    }

    [Theory]
    [InlineData("open", CancelOutcome.Cancelled)]
    [InlineData("cancelled", CancelOutcome.AlreadyCancelled)]
    [InlineData("closing", CancelOutcome.TooLate)]
    [InlineData("awaiting", CancelOutcome.Cancelled)]
    [InlineData("closed", CancelOutcome.TooLate)]
    [InlineData("unknown", CancelOutcome.NotFound)]
    public async Task CancelAsync_EachState_CancelsOnlyWhatHasNoConsequencesYet(string state, CancelOutcome expected)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("person@example.com"));
        var opened = await world.OpenAsync(
            policy: CampaignWorld.Policy with
            {
                Breaker = new BreakerPolicy(state == "awaiting" ? 0 : 1, 1, 1, []),
            }
        );
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
        var cancel = new CancelCampaign(state == "unknown" ? CampaignKey.Parse("other") : opened.Key, "tester", opened.ClosesAt);
        if (state == "cancelled")
            await world.Closing.CancelAsync(cancel, default);
        if (state == "closing")
            await world.Closing.BeginAsync(new BeginClosing(opened.Key, "timer", opened.ClosesAt), default);
        if (state is "awaiting" or "closed")
            await world.CloseAsync(opened);

        var cancelled = await world.Closing.CancelAsync(cancel, default);

        Assert.Equal(expected, cancelled.Outcome);
        Assert.Equal(
            expected is CancelOutcome.Cancelled or CancelOutcome.AlreadyCancelled ? 1 : 0,
            await world.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE kind = 'campaign.cancelled'")
        );
        if (state == "awaiting")
            Assert.Equal("Rejected", await world.ScalarAsync<string>("SELECT worklist_state FROM campaigns"));
    }

    [Fact]
    public async Task Digest_OfTheSameWorklist_IsAlikeAndOfAnotherIsNot()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (app, user) = (await world.AppAsync(), await world.UserAsync("person@example.com"));
        var first = await world.GrantAsync(app, user);
        var second = await world.GrantAsync(app, user);
        var digests = new List<string>();
        foreach (
            var (key, answers) in new[]
            {
                ("a", new[] { first }),
                ("b", new[] { second }),
                ("c", new[] { first, second }),
                ("d", Array.Empty<long>()),
            }
        )
        {
            var opened = await world.OpenAsync(key, CampaignWorld.Policy with { Silence = SilencePolicy.Keep });
            await world.AskEverybodyAsync(opened.CampaignId);
            foreach (var grant in answers)
                await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
            digests.Add((await world.CloseAsync(opened)).Digest);
        }

        Assert.Equal(4, digests.Distinct(StringComparer.Ordinal).Count());
        Assert.All(digests, digest => Assert.Matches("^[0-9a-f]{64}$", digest));
    }
}
