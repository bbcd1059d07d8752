using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>Random campaigns: every grant ends in exactly one class, and the classes sum to the snapshot.</summary>
public sealed class ClassificationPropertyTests
{
    [Fact]
    public async Task CloseAsync_RandomCampaigns_GiveEachGrantOneClassAndSumToTheSnapshot()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var seed = 20261001;
        for (var round = 0; round < 20; round++)
        {
            var fates = Gen.Sample(GrantFates(), 20, new Rnd((ulong)(seed + round)), 20).First();
            await RunAsync(world, $"round-{round}", fates);
        }
    }

    private static async Task RunAsync(CampaignWorld world, string key, Fate[] fates)
    {
        await world.ExecuteAsync(
            "UPDATE grants SET status = 'Vanished'; "
                + "UPDATE campaigns SET state = 'Closed', closed_at = closes_at WHERE state = 'AwaitingDecision'"
        );
        var grants = new List<(long Id, Fate Fate)>();
        foreach (var fate in fates)
            grants.Add((await PlantAsync(world, fate), fate));
        var opened = await world.OpenAsync(
            key,
            CampaignWorld.Policy with
            {
                Silence = fates.Length % 2 == 0 ? SilencePolicy.Revoke : SilencePolicy.Keep,
                ShardSize = 3,
            }
        );
        Assert.Equal(fates.Length, opened.GrantCount);
        await world.AskEverybodyAsync(opened.CampaignId);
        foreach (var (grant, fate) in grants)
        {
            if (fate.Answer != Answer.None && (await world.OwnerAsync(opened.CampaignId, grant)).SlackUserId is not null)
                await world.AnswerAsync(opened.CampaignId, grant, fate.Answer);
            if (fate.Grows)
                await world.ChangeScopesAsync(grant, fate.Consent, "User.Read", "Mail.Send");
        }

        var written = await world.CloseAsync(opened);

        await using var db = world.Open();
        var items = await db.Items.AsNoTracking().Where(item => item.CampaignId == opened.CampaignId).ToListAsync();
        var worklist = await db
            .Worklist.AsNoTracking()
            .Where(row => row.CampaignId == opened.CampaignId)
            .Select(row => row.GrantId)
            .ToListAsync();
        var report = (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default))!;
        Assert.Equal(grants.Select(grant => grant.Id).Order(), items.Select(item => item.GrantId).Order());
        Assert.All(items, item => Assert.NotNull(item.Class));
        Assert.Equal(opened.GrantCount, report.Classes.Sum);
        Assert.Equal(report.Classes.Sum, report.ByRisk.Sum(risk => risk.Classes.Sum));
        Assert.Equal(report.Users.Total, report.Users.Complete + report.Users.Partial + report.Users.Silent + report.Users.Unreachable);
        Assert.Equal(written.Size, worklist.Count);
        Assert.All(items, item => Assert.Equal(MustBeListed(item, fates.Length % 2 == 0), worklist.Contains(item.GrantId)));
        Assert.All(grants, grant => Assert.Equal(
            Expected(items.Single(item => item.GrantId == grant.Id), grant.Fate),
            items.Single(item => item.GrantId == grant.Id).Class));
        Assert.Equal(
            items.Where(item => item.Class == GrantClass.Changed).Select(item => item.GrantId).Order(),
            (await new ChangedGrants(world.Source).PageAsync(opened.Key, 0, 1000, default))!.Rows
                .Where(row => !row.AfterTheClose).Select(row => row.GrantId));
    }

    /// <summary>Growth voids Keep and nothing else: removals stand, silence and unreachable stay what they are.</summary>
    private static GrantClass? Expected(CampaignItem item, Fate fate) => item.Answer switch
    {
        Answer.Remove or Answer.NotMine => GrantClass.Remove,
        Answer.Keep => fate.Grows ? GrantClass.Changed : GrantClass.Attested,
        _ => item.Class is GrantClass.Unreachable ? GrantClass.Unreachable : GrantClass.Unanswered,
    };

    private static bool MustBeListed(CampaignItem item, bool revokesSilent) =>
        item.Class == GrantClass.Remove || (item.Class == GrantClass.Unanswered && revokesSilent);

    private static async Task<long> PlantAsync(CampaignWorld world, Fate fate)
    {
        var app = await world.AppAsync(owner: fate.HasAppOwner ? "owner@example.com" : null);
        var user = fate.Account == AccountFate.None ? (long?)null : await world.UserAsync(
            fate.Account == AccountFate.NoEmail ? null : $"p{fate.Person}@example.com",
            fate.Account == AccountFate.Deactivated ? AccountStatus.Deactivated : AccountStatus.Active,
            vanished: fate.Account == AccountFate.Vanished,
            inSlack: fate.Person % 3 != 0);
        return await world.GrantAsync(app, user, fate.Risk, fate.Consent);
    }

    private static Gen<Fate[]> GrantFates() =>
        Gen.NonEmptyListOf(
                from account in Gen.Elements(Enum.GetValues<AccountFate>())
                from person in Gen.Choose(1, 6)
                from consent in Gen.Frequency(
                    (6, Gen.Constant(ConsentType.Principal)),
                    (1, Gen.Constant(ConsentType.Tenant)),
                    (1, Gen.Constant(ConsentType.Application))
                )
                from risk in Gen.Elements(Enum.GetValues<Risk>())
                from answer in Gen.Elements(Enum.GetValues<Answer>())
                from grows in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
                from owned in Gen.Elements(true, false)
                select new Fate(account, person, consent, risk, answer, grows, owned)
            )
            .Select(fates => fates.Take(12).ToArray());

    private enum AccountFate
    {
        Fine,
        NoEmail,
        Deactivated,
        Vanished,
        None,
    }

    private sealed record Fate(
        AccountFate Account,
        int Person,
        ConsentType Consent,
        Risk Risk,
        Answer Answer,
        bool Grows,
        bool HasAppOwner
    );
}
