using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Evidence;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Answering;

public sealed class AnswerRaceTests
{
    private const string Jane = "U0JANE";

    [Fact]
    public async Task Record_OneThousandParallelDeliveries_IsOneDecision()
    {
        await using var scene = await CampaignScene.CreateAsync();
        var item = await scene.AddGrantAsync(await scene.AddPersonAsync("jane"));
        var click = scene.Give(item, Answer.Keep, Jane);

        var receipts = await AtOnce.RunAsync(1000, _ => scene.Service.RecordAsync(click, CancellationToken.None));

        Assert.All(receipts, receipt => Assert.Equal(DecisionOutcome.Accepted, receipt.Outcome));
        Assert.Single(receipts, receipt => !receipt.IsRepeat);
        Assert.Single(await scene.DecisionsAsync());
        Assert.Single(await scene.AuditKindsAsync());
    }

    [Fact]
    public async Task Record_ParallelClicksOfManyKinds_KeepCountersAndChainConsistent()
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        var items = new List<CampaignItem>();
        for (var i = 0; i < 5; i++)
            items.Add(await scene.AddGrantAsync(jane));
        Answer[] answers = [Answer.Keep, Answer.Remove, Answer.None, Answer.NotMine];

        await AtOnce.RunAsync(300, i => scene.Service.RecordAsync(scene.Give(items[i % 5], answers[i % 4], Jane), CancellationToken.None));

        await using var db = await scene.Databases.CreateDbContextAsync();
        var open = await db.Items.CountAsync(i => i.Answer == Answer.None);
        var person = await scene.ReadAsync(jane);
        Assert.Equal(open, person.OpenCount);
        Assert.Equal(open == 0, person.AnsweredAllAt is not null);
        Assert.Equal((await scene.DecisionsAsync()).Count, person.Revision);
        var previous = AuditChain.Genesis.ToArray();
        await foreach (var entry in db.AuditEvents.AsNoTracking().OrderBy(e => e.Sequence).AsAsyncEnumerable())
        {
            Assert.Equal(previous, entry.PreviousHash);
            Assert.Equal(AuditChain.Hash(entry), entry.Hash);
            previous = entry.Hash;
        }
    }

    [Fact]
    public async Task Record_RacingTheClosing_NeverChangesAnItemAfterIt()
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        var items = new List<CampaignItem>();
        for (var i = 0; i < 60; i++)
            items.Add(await scene.AddGrantAsync(jane));
        var seen = -1;

        var clicks = AtOnce.RunAsync(items.Count, i =>
            scene.Service.RecordAsync(scene.Give(items[i], Answer.Keep, Jane), CancellationToken.None)
        );
        seen = await CloseAndCountAsync(scene);
        var receipts = await clicks;

        await using var db = await scene.Databases.CreateDbContextAsync();
        Assert.Equal(seen, await db.Items.CountAsync(i => i.Answer == Answer.Keep));
        Assert.Equal(seen, receipts.Count(receipt => receipt.IsAccepted));
        Assert.All(receipts.Where(receipt => !receipt.IsAccepted), receipt =>
            Assert.Equal(DecisionOutcome.RefusedAfterCutOff, receipt.Outcome)
        );
    }

    /// <summary>Closes as CampaignClosing does, and counts the answers in the same transaction: no answer may be counted later.</summary>
    private static async Task<int> CloseAndCountAsync(CampaignScene scene)
    {
        await using var db = await scene.Databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Campaigns.FromSql($"SELECT * FROM campaigns WHERE id = {scene.Campaign.Id} FOR UPDATE").ToListAsync();
        await db.Database.ExecuteSqlAsync($"UPDATE campaigns SET state = 'Closing' WHERE id = {scene.Campaign.Id}");
        var answered = await db.Items.CountAsync(i => i.Answer == Answer.Keep);
        await transaction.CommitAsync();
        return answered;
    }
}
