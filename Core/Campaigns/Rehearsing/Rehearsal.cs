using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <param name="Key">The key that the rehearsed campaign would have; shown in the messages.</param>
/// <param name="Directory">Where it is known from whom a message reaches; null: the copy of Slack's list is taken as it is.</param>
public sealed record RehearseCampaign(
    CampaignKey Key,
    CampaignPolicy Policy,
    string DictionaryVersion,
    DateTimeOffset Now,
    RehearsedDirectory? Directory = null
);

/// <summary>
/// Rehearses a whole campaign without sending or writing anything: it freezes, renders and classifies with the statements of a real
/// campaign, on temporary tables that shadow the real ones. PostgreSQL enforces that the transaction is read-only, and it is rolled back.
/// </summary>
public sealed class Rehearsal(NpgsqlDataSource source, ScopeDictionary dictionary)
{
    private const int ListsNamed = 10;

    /// <param name="rehearse">The campaign as it would open.</param>
    /// <param name="renderer">Renders one person's pages; it must read through the context that it is given.</param>
    /// <param name="sink">Receives the pages and the worklist as it would be if nobody answered, one at a time.</param>
    /// <param name="cancellation">Cancels the rehearsal; nothing needs cleaning up.</param>
    public async Task<RehearsalReport> RunAsync(
        RehearseCampaign rehearse,
        RequestRenderer renderer,
        IRehearsalSink sink,
        CancellationToken cancellation
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        // Disposed of without a commit, which rolls it back. It sees one state of the inventory throughout, while imports go on.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        var campaign = await RehearsedCampaign.OpenAsync(connection, rehearse, cancellation);
        await BulkWork.EndAsync(connection, cancellation);
        var messages = await RenderAsync(transaction, campaign, renderer, sink, cancellation);
        await BulkWork.BeginAsync(connection, campaign.Grants, cancellation);

        await campaign.PretendAskedAsync(cancellation);
        var silent = await campaign.ProjectAsync(cancellation);
        await foreach (var row in Worklists.RowsAsync(connection, campaign.CampaignId, 0, null, cancellation))
            await sink.WorklistRowAsync(row, cancellation);
        var report = await ReportAsync(connection, campaign, rehearse, messages, silent, cancellation);
        if (!campaign.HasPrevious)
            return report;

        await campaign.PretendSameAnswersAsync(cancellation);
        return report with { SameAnswersAsLastTime = await campaign.ProjectAsync(cancellation) };
    }

    private static async Task<long> RenderAsync(
        NpgsqlTransaction transaction,
        RehearsedCampaign campaign,
        RequestRenderer renderer,
        IRehearsalSink sink,
        CancellationToken cancellation
    )
    {
        await using var db = new OAuthAttestDb(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(transaction.Connection!).Options);
        await db.Database.UseTransactionAsync(transaction, cancellation);
        var messages = 0L;
        for (
            var people = await campaign.ReachableAsync(0, cancellation);
            people.Count > 0;
            people = await campaign.ReachableAsync(people[^1], cancellation)
        )
        {
            foreach (var person in people)
            {
                await foreach (var page in renderer(db, campaign.CampaignId, person, cancellation))
                {
                    await sink.MessageAsync(page, cancellation);
                    messages++;
                }
            }
        }
        return messages;
    }

    private async Task<RehearsalReport> ReportAsync(
        NpgsqlConnection connection,
        RehearsedCampaign rehearsed,
        RehearseCampaign rehearse,
        long messages,
        ProjectedWorklist silent,
        CancellationToken cancellation
    )
    {
        var facts = new ReportQueries(connection, dictionary);
        var campaign = await facts.FindAsync(rehearse.Key, cancellation)
            ?? throw new InvalidOperationException("The rehearsed campaign is gone.");
        var groups = await facts.GroupsAsync(campaign, cancellation);
        var exclusions = await facts.ExclusionsAsync(campaign, cancellation);
        long Owned(Ownership ownership) => groups.Where(group => group.Ownership == ownership).Sum(group => group.Grants);
        return new RehearsalReport
        {
            Campaign = rehearse.Key.ToString(),
            At = rehearse.Now,
            Population = new PopulationNumbers(
                campaign.Grants,
                campaign.People,
                await facts.AppsAsync(campaign, cancellation),
                campaign.Digest,
                campaign.DictionaryVersion
            ),
            Scope = CampaignReports.ScopeOf(campaign, exclusions),
            Directory = rehearse.Directory,
            Problems = rehearsed.Problems,
            ByRisk = [.. ItemGroup.ByRisk(groups).Select(risk => new RiskCount(risk.Risk.ToString(), risk.Classes.Sum))],
            OrphanGrants = Owned(Ownership.Orphan),
            TenantWideGrants = Owned(Ownership.TenantWide),
            ApplicationGrants = Owned(Ownership.Service),
            Unreachable = (await facts.UsersAsync(campaign, cancellation)).Unreachable,
            UnreachablePeople = await facts.UnreachableAsync(campaign, cancellation),
            Messages = messages,
            LargestLists = await rehearsed.LargestListsAsync(ListsNamed, cancellation),
            Exclusions = exclusions,
            NotEvaluated = await facts.NotEvaluatedAsync(campaign, cancellation),
            AllSilent = silent,
        };
    }
}
