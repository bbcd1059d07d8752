using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Moq;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Grants;
using OAuthAttest.Telemetry;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class CampaignOpeningTests
{
    public static TheoryData<string, string> Routes => new()
    {
        { "own", "Own:person@example.com" },
        { "own, status unknown", "Own:person@example.com" },
        { "deactivated", "Orphan:lead@example.com" },
        { "deactivated, app owner", "Orphan:owner@example.com" },
        { "vanished", "Orphan:lead@example.com" },
        { "unknown account", "Orphan:lead@example.com" },
        { "unknown account, app owner", "Orphan:owner@example.com" },
        { "tenant", "TenantWide:lead@example.com" },
        { "tenant, app owner", "TenantWide:owner@example.com" },
        { "application", "Service:lead@example.com" },
        { "application, app owner", "Service:owner@example.com" },
        { "tenant-wide grant that names a user", "TenantWide:lead@example.com" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task OpenAsync_EachKindOfGrant_IsAskedOfWhoeverAnswersForIt(string kind, string expected)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync(owner: kind.Contains("app owner", StringComparison.Ordinal) ? "owner@example.com" : null);
        var status =
            kind.StartsWith("deactivated", StringComparison.Ordinal) ? AccountStatus.Deactivated
            : kind.Contains("unknown", StringComparison.Ordinal) ? AccountStatus.Unknown
            : AccountStatus.Active;
        var user = await world.UserAsync("person@example.com", status, vanished: kind == "vanished");
        var consent =
            kind.StartsWith("tenant", StringComparison.Ordinal) ? ConsentType.Tenant
            : kind.StartsWith("application", StringComparison.Ordinal) ? ConsentType.Application
            : ConsentType.Principal;
        var namesUser =
            consent == ConsentType.Principal
                ? !kind.StartsWith("unknown", StringComparison.Ordinal)
                : kind.Contains("names a user", StringComparison.Ordinal);
        var grant = await world.GrantAsync(app, namesUser ? user : null, consent: consent);

        var opened = await world.OpenAsync();

        var item = await world.ItemAsync(opened.CampaignId, grant);
        var owner = await world.OwnerAsync(opened.CampaignId, grant);
        Assert.Equal(expected, $"{item.Ownership}:{owner.Email}");
        Assert.Equal(1, opened.GrantCount);
    }

    [Fact]
    public async Task OpenAsync_Twice_TellsItsFactsOnce()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("person@example.com"));

        await world.OpenAsync();
        await world.OpenAsync();

        world.Telemetry.Verify(
            telemetry =>
                telemetry.Track(It.Is<BusinessEvent>(fact => fact.Kind.Name == "campaign.opened" && fact.Measurements["grants"] == 1)),
            Times.Once
        );
        world.Telemetry.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task OpenAsync_NotCommitted_TellsNothing()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await Assert.ThrowsAsync<InventoryNotFreshException>(() => world.OpenAsync(now: CampaignWorld.Start.AddDays(30)));
        await world.ExecuteAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
            CREATE CONSTRAINT TRIGGER refused AFTER INSERT ON audit_events DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        await Assert.ThrowsAsync<PostgresException>(() => world.OpenAsync());

        world.Telemetry.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task OpenAsync_LongestKeyAndAddress_GivesInstanceIdsThatAreLegalEverywhere()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync(new string('a', 200) + "@example.com"));

        var opened = await world.OpenAsync(new string('K', 32));

        var key = Assert.Single(await world.ReadAsync(db => db.Participants.Select(participant => participant.Key)));
        Assert.Equal(56, key.Length);
        Assert.InRange(opened.Key.ParticipantInstanceId(key).Length, 1, 100);
    }

    [Fact]
    public async Task OpenAsync_NobodyIsResponsible_TheGrantStaysInWithAnUnreachableParticipant()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), null, consent: ConsentType.Tenant);

        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { LeadEmail = null });

        var owner = await world.OwnerAsync(opened.CampaignId, grant);
        Assert.Null(owner.Email);
        Assert.Null(owner.SlackUserId);
        Assert.StartsWith("nobody-", owner.Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_TwoAccountsWithOneEmail_AreOnePersonAndAccountsWithoutEmailAreTheirOwn()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync();
        var first = await world.GrantAsync(app, await world.UserAsync("same@example.com"));
        var second = await world.GrantAsync(app, await world.UserAsync("same@example.com", provider: "google"));
        var third = await world.GrantAsync(app, await world.UserAsync(null));
        var fourth = await world.GrantAsync(app, await world.UserAsync(null));

        var opened = await world.OpenAsync();

        Assert.Equal(3, opened.ParticipantCount);
        Assert.Equal((await world.OwnerAsync(opened.CampaignId, first)).Id, (await world.OwnerAsync(opened.CampaignId, second)).Id);
        Assert.NotEqual((await world.OwnerAsync(opened.CampaignId, third)).Id, (await world.OwnerAsync(opened.CampaignId, fourth)).Id);
        Assert.Null((await world.OwnerAsync(opened.CampaignId, third)).SlackUserId);
    }

    [Fact]
    public async Task OpenAsync_AnyNames_GivesKeysThatAreUniqueAndLegalInInstanceIds()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync();
        string[] emails =
        [
            "a.b@example.com",
            "a-b@example.com",
            "ünï@exämple.com",
            "😀@example.com",
            new string('x', 200) + "@example.com",
            new string('x', 200) + "@example.org",
            "@@@",
            "o'hara+tag@example.com",
        ];
        foreach (var email in emails)
            await world.GrantAsync(app, await world.UserAsync(email));

        var opened = await world.OpenAsync();

        var keys = await world.ReadAsync(db => db.Participants.Where(p => p.CampaignId == opened.CampaignId).Select(p => p.Key));
        Assert.Equal(emails.Length, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Matches("^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])$", key));
        Assert.Contains(keys, key => key.StartsWith("a-b-example-com-", StringComparison.Ordinal));
        Assert.All(keys, key => Assert.True(opened.Key.ParticipantInstanceId(key).Length <= 100 || opened.Key.ToString().Length > 20));
    }

    [Fact]
    public async Task OpenAsync_SlackDirectory_MapsLivingPeopleOnly()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync();
        var present = await world.GrantAsync(app, await world.UserAsync("present@example.com", inSlack: false));
        var left = await world.GrantAsync(app, await world.UserAsync("left@example.com", inSlack: false));
        var bot = await world.GrantAsync(app, await world.UserAsync("bot@example.com", inSlack: false));
        await world.SlackAsync("present@example.com", deleted: true);
        var slack = await world.SlackAsync("present@example.com");
        await world.SlackAsync("left@example.com", deleted: true);
        await world.SlackAsync("bot@example.com", isBot: true);

        var opened = await world.OpenAsync();

        Assert.Equal(slack, (await world.OwnerAsync(opened.CampaignId, present)).SlackUserId);
        Assert.Null((await world.OwnerAsync(opened.CampaignId, left)).SlackUserId);
        Assert.Null((await world.OwnerAsync(opened.CampaignId, bot)).SlackUserId);
    }

    [Fact]
    public async Task OpenAsync_OnePersonsGrants_AreNumberedWorstFirstAndVanishedOnesLeftOut()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (app, user) = (await world.AppAsync(), await world.UserAsync("person@example.com"));
        var low = await world.GrantAsync(app, user, Risk.Low);
        var critical = await world.GrantAsync(app, user, Risk.Critical);
        var medium = await world.GrantAsync(app, user, Risk.Medium);
        var high = await world.GrantAsync(app, user, Risk.High);
        await world.GrantAsync(app, user, status: GrantStatus.Vanished);

        var opened = await world.OpenAsync();

        var order = await world.ReadAsync(db => db.Items.Where(i => i.CampaignId == opened.CampaignId).WorstFirst().Select(i => i.GrantId));
        Assert.Equal([critical, high, medium, low], order);
        var person = await world.OwnerAsync(opened.CampaignId, low);
        Assert.Equal((4, 4), (person.GrantCount, person.OpenCount));
    }

    [Fact]
    public async Task OpenAsync_MorePeopleThanAShardHolds_FillsShardsFromOne()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync();
        for (var i = 0; i < 7; i++)
            await world.GrantAsync(app, await world.UserAsync($"p{i}@example.com"));

        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { ShardSize = 3 });

        Assert.Equal(3, opened.ShardCount);
        var participants = new CampaignParticipants(world.Source);
        var listed = new List<long>();
        for (var shard = 1; shard <= opened.ShardCount; shard++)
        {
            var first = await participants.ListShardAsync(new ListShard(opened.CampaignId, shard, 0, 2), CancellationToken.None);
            listed.AddRange(first.Participants.Select(p => p.Id));
            if (first.NextAfterId is { } after)
            {
                listed.AddRange(
                    (
                        await participants.ListShardAsync(new ListShard(opened.CampaignId, shard, after, 2), CancellationToken.None)
                    ).Participants.Select(p => p.Id)
                );
            }
        }
        Assert.Equal(7, listed.Distinct().Count());
        Assert.Equal(7, listed.Count);
    }

    [Fact]
    public async Task OpenAsync_CalledAgain_ReturnsTheFirstCampaignAndChangesNothing()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("person@example.com"));
        var first = await world.OpenAsync();
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("late@example.com"));

        var second = await world.OpenAsync(now: CampaignWorld.Start.AddDays(1));

        Assert.Equal(first with { AlreadyOpen = true }, second);
        Assert.Equal(1, await world.ScalarAsync<long>("SELECT count(*) FROM campaign_items"));
        Assert.Equal(1, await world.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE kind = 'campaign.opened'"));
    }

    [Fact]
    public async Task OpenAsync_EightCallersAtOnce_OpenOneCampaign()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("person@example.com"));

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.OpenAsync()));

        Assert.Single(all, opened => !opened.AlreadyOpen);
        Assert.Single(all.Select(opened => opened.CampaignId).Distinct());
        Assert.Equal(1, await world.ScalarAsync<long>("SELECT count(*) FROM campaigns"));
    }

    [Fact]
    public async Task OpenAsync_Population_HasTheDigestThatItsDefinitionGives()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync();
        foreach (var email in new[] { "b@example.com", "a@example.com", "Ä@example.com" })
        {
            var user = await world.UserAsync(email);
            for (var i = 0; i < 3; i++)
                await world.GrantAsync(app, user, (Risk)(1 + i), scopes: [$"Scope.{email}.{i}"]);
        }

        var opened = await world.OpenAsync();

        await using var db = world.Open();
        var people = await db.Participants.Where(p => p.CampaignId == opened.CampaignId).ToListAsync();
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var person in people.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            using var one = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (
                var item in await db
                    .Items.Where(i => i.CampaignId == opened.CampaignId && i.ParticipantId == person.Id)
                    .OrderBy(i => i.GrantId)
                    .ToListAsync()
            )
            {
                one.AppendData([.. BitConverter.GetBytes(item.GrantId).Reverse(), .. item.ScopeDigest]);
            }

            whole.AppendData([.. Encoding.UTF8.GetBytes(person.Key), 0, .. one.GetHashAndReset()]);
        }
        Assert.Equal(Convert.ToHexStringLower(whole.GetHashAndReset()), opened.PopulationDigest);
    }

    [Fact]
    public async Task OpenAsync_ImportAboutToCommit_WaitsForItAndSeesAllOfIt()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync();
        var grant = await world.GrantAsync(app, await world.UserAsync("before@example.com"));
        var joined = await world.UserAsync("after@example.com", AccountStatus.Deactivated);
        await using var import = await world.Source.OpenConnectionAsync();
        await using var transaction = await import.BeginTransactionAsync();
        await using (var half = new NpgsqlCommand($"UPDATE users SET status = 'Active' WHERE id = {joined}", import))
            await half.ExecuteNonQueryAsync();

        var opening = world.OpenAsync();
        await Until.TrueAsync(
            async () =>
                await world.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'users'::regclass") == 1,
            "the opening waits for the import"
        );
        await using (var rest = new NpgsqlCommand($"UPDATE grants SET user_id = {joined} WHERE id = {grant}", import))
            await rest.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        var opened = await opening;

        Assert.Equal("after@example.com", (await world.OwnerAsync(opened.CampaignId, grant)).Email);
        Assert.Equal((1, 1L), (opened.ParticipantCount, opened.GrantCount));
    }

    [Fact]
    public async Task OpenAsync_Done_LeavesNoTableButItsPartitionWithTheKeysOfTheWhole()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("person@example.com"));

        var opened = await world.OpenAsync();

        Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname LIKE 'opening%'"));
        Assert.Equal(
            2,
            await world.ScalarAsync<long>(
                "SELECT count(*) FROM pg_index x JOIN pg_inherits i ON i.inhrelid = x.indexrelid "
                    + $"WHERE x.indrelid = 'campaign_partitions.campaign_items_{opened.CampaignId}'::regclass"
            )
        );
        Assert.Equal(1, await world.ScalarAsync<long>($"SELECT count(*) FROM campaign_partitions.campaign_items_{opened.CampaignId}"));
    }

    [Fact]
    public async Task OpenAsync_StaleSourceNotAccepted_OpensNothing()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.SourceAsync("google", CampaignWorld.Start.AddDays(-8));

        var refused = await Assert.ThrowsAsync<InventoryNotFreshException>(() => world.OpenAsync());

        Assert.Equal("google", Assert.Single(refused.Sources).Name);
        Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM campaigns"));
    }

    [Fact]
    public async Task OpenAsync_StaleSourceAccepted_CountsItsGrantsAndReportsThemAsNotEvaluated()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.SourceAsync(
            "google",
            CampaignWorld.Start.AddDays(-1),
            failed: CampaignWorld.Start,
            failure: "403 from the Directory API"
        );
        var (app, user) = (await world.AppAsync(), await world.UserAsync("person@example.com"));
        await world.GrantAsync(app, user);
        await world.GrantAsync(app, user, source: "google");

        var opened = await world.OpenAsync(acceptStale: true);

        Assert.Equal(2, opened.GrantCount);
        var report = await world.Reports.BuildAsync(opened.Key, CampaignWorld.Start, CancellationToken.None);
        var source = Assert.Single(report!.NotEvaluated);
        Assert.Equal(("google", 1L, "403 from the Directory API"), (source.Source, source.Grants, source.Failure));
        Assert.Equal(2, report.Classes.Sum);
    }
}
