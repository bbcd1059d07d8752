using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Evidence;

public sealed class AuditChainTests
{
    private const int Entries = 6;

    [Fact]
    public async Task VerifyAsync_EntriesAsWritten_IsIntact()
    {
        await using var world = await WithEntriesAsync();

        var verdict = await new AuditVerification(world.Source).VerifyAsync(default);

        Assert.True(verdict.IsIntact, verdict.Problem);
        Assert.Equal(Entries, verdict.Entries);
        Assert.Equal(await world.ScalarAsync<string>("SELECT encode(hash, 'hex') FROM audit_head"), verdict.Head);
    }

    [Fact]
    public async Task VerifyAsync_NothingWritten_IsIntact()
    {
        await using var world = await CampaignWorld.CreateAsync();

        Assert.True((await new AuditVerification(world.Source).VerifyAsync(default)).IsIntact);
    }

    public static TheoryData<string, int> Tamperings =>
        new()
        {
            { "UPDATE audit_events SET at = at + interval '1 microsecond' WHERE sequence = 3", 3 },
            { "UPDATE audit_events SET kind = 'other' WHERE sequence = 3", 3 },
            { "UPDATE audit_events SET subject = subject || 'x' WHERE sequence = 1", 1 },
            { "UPDATE audit_events SET actor = 'somebody' WHERE sequence = 6", 6 },
            { "UPDATE audit_events SET data = replace(data, 'Keep', 'Remove') WHERE sequence = 3", 3 },
            { "UPDATE audit_events SET data = data || ' ' WHERE sequence = 3", 3 },
            { "UPDATE audit_events SET previous_hash = set_byte(previous_hash, 0, 1 # get_byte(previous_hash, 0)) WHERE sequence = 3", 3 },
            { "UPDATE audit_events SET hash = set_byte(hash, 31, 1 # get_byte(hash, 31)) WHERE sequence = 3", 3 },
            { "DELETE FROM audit_events WHERE sequence = 1", 1 },
            { "DELETE FROM audit_events WHERE sequence = 3", 3 },
            { "DELETE FROM audit_events WHERE sequence = 6", 6 },
            { "DELETE FROM audit_events", 1 },
            {
                "UPDATE audit_events SET sequence = 100 WHERE sequence = 2; "
                    + "UPDATE audit_events SET sequence = 2 WHERE sequence = 3; "
                    + "UPDATE audit_events SET sequence = 3 WHERE sequence = 100",
                2
            },
            { "INSERT INTO audit_events SELECT 7, at, kind, subject, actor, data, hash, hash FROM audit_events WHERE sequence = 6", 7 },
            { "UPDATE audit_head SET sequence = 5", 7 },
            { "UPDATE audit_head SET hash = set_byte(hash, 0, 1 # get_byte(hash, 0))", 7 },
        };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task VerifyAsync_AnyTampering_IsFoundAtItsPlace(string tampering, int place)
    {
        await using var world = await WithEntriesAsync();
        await world.ExecuteAsync("DROP TRIGGER append_only ON audit_events");
        await world.ExecuteAsync(tampering);

        var verdict = await new AuditVerification(world.Source).VerifyAsync(default);

        Assert.Equal(place, verdict.BrokenAt);
        Assert.NotNull(verdict.Problem);
    }

    [Theory]
    [InlineData("UPDATE audit_events SET kind = 'other'")]
    [InlineData("DELETE FROM audit_events WHERE sequence = 1")]
    [InlineData("TRUNCATE audit_events")]
    [InlineData("UPDATE campaign_decisions SET answer = 'Keep'")]
    [InlineData("DELETE FROM campaign_decisions")]
    [InlineData("TRUNCATE campaign_decisions")]
    public async Task Evidence_ChangedByAnybody_IsRefusedByTheDatabase(string change)
    {
        await using var world = await WithEntriesAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => world.ExecuteAsync(change));

        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
        Assert.Equal(Entries, await world.ScalarAsync<long>("SELECT count(*) FROM audit_events"));
    }

    [Fact]
    public async Task AppendAsync_ManyAtOnce_KeepsOneChainWithoutGaps()
    {
        await using var world = await CampaignWorld.CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 25; i++)
                await AppendAsync(world, [Entry($"writer-{writer}", i), Entry($"writer-{writer}", i)], commit: i % 5 != 0);
        }));

        var verdict = await new AuditVerification(world.Source).VerifyAsync(default);
        Assert.True(verdict.IsIntact, verdict.Problem);
        Assert.Equal(8 * 20 * 2, verdict.Entries);
    }

    [Fact]
    public async Task AppendAsync_NoTransaction_Throws()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await using var db = world.Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() => AuditLog.AppendAsync(db, CampaignWorld.Start, [Entry("x", 1)], default));
    }

    [Fact]
    public async Task AppendAndCommitAsync_EntryThatCannotBeWritten_CommitsNothing()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await using (var db = world.Open())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"INSERT INTO inventory_sources (name, provider, active_grants) VALUES ('lost', 'entra', 0)");
            var unwritable = Entry("x", 1) with { Subject = "no text has a \0" };

            await Assert.ThrowsAsync<PostgresException>(() =>
                AuditLog.AppendAndCommitAsync(db, CampaignWorld.Start, [unwritable], default)
            );
        }

        await using var after = world.Open();
        Assert.False(await after.Sources.AnyAsync(source => source.Name == "lost"));
        Assert.Equal(0, (await new AuditVerification(world.Source).VerifyAsync(default)).Entries);
    }

    [Fact]
    public async Task AppendAndCommitAsync_WithoutEntries_CommitsTheChange()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await using (var db = world.Open())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"INSERT INTO inventory_sources (name, provider, active_grants) VALUES ('kept', 'entra', 0)");
            await AuditLog.AppendAndCommitAsync(db, CampaignWorld.Start, [], default);
        }

        await using var after = world.Open();
        Assert.True(await after.Sources.AnyAsync(source => source.Name == "kept"));
    }

    [Fact]
    public void Prepare_DataInAnyOrder_GivesOneCanonicalText()
    {
        var there = new Dictionary<string, object?>
        {
            ["b"] = 1,
            ["a"] = "ü😀<&'\"\\\n",
            ["c"] = new Dictionary<string, object?> { ["z"] = null, ["y"] = new[] { true, false } },
        };
        var back = there.Reverse().ToDictionary(pair => pair.Key, pair => pair.Value);

        var first = AuditChain.Prepare(CampaignWorld.Start, new AuditEntry("k", "s", "a", there));
        var second = AuditChain.Prepare(CampaignWorld.Start.ToOffset(TimeSpan.FromHours(2)), new AuditEntry("k", "s", "a", back));

        Assert.Equal(first with { At = second.At }, second);
        Assert.Equal("ü😀<&'\"\\\n", JsonDocument.Parse(first.Data).RootElement.GetProperty("a").GetString());
        Assert.StartsWith("{\"a\":", first.Data, StringComparison.Ordinal);
    }

    private static async Task<CampaignWorld> WithEntriesAsync()
    {
        var world = await CampaignWorld.CreateAsync();
        await AppendAsync(world, [.. Enumerable.Range(1, 4).Select(i => Entry("tester", i))], commit: true);
        await AppendAsync(world, [.. Enumerable.Range(5, 2).Select(i => Entry("tester", i))], commit: true);
        return world;
    }

    private static AuditEntry Entry(string actor, int number) =>
        new(
            "answer.accepted",
            $"campaign/2026Q4/grant/{number}",
            actor,
            new Dictionary<string, object?>
            {
                ["answer"] = "Keep",
                ["number"] = number,
                ["text"] = "ünï\u0001😀",
            }
        );

    private static async Task AppendAsync(CampaignWorld world, AuditEntry[] entries, bool commit)
    {
        await using var db = world.Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await AuditLog.AppendAsync(db, CampaignWorld.Start.AddTicks(7), entries, default);
        if (commit)
            await transaction.CommitAsync();
    }
}
