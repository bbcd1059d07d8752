using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>Builds the coverage report, set-based, from the frozen tables.</summary>
public sealed class CampaignReports(
    NpgsqlDataSource source, ScopeDictionary dictionary, IOptions<RevocationOptions>? revocation = null)
{
    private const int ChangedNamed = 20;

    /// <summary>
    /// The current report; before the classification, with the classes that the grants would get now. Null: no such campaign.
    /// </summary>
    public async Task<CampaignReport?> BuildAsync(CampaignKey key, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        // All numbers are read from one snapshot of the tables; otherwise they would not add up while answers come in.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var facts = new ReportQueries(connection, dictionary);
        if (await facts.FindAsync(key, cancellation) is not { } campaign)
            return null;

        await BulkWork.BeginAsync(connection, campaign.Grants, cancellation);
        var groups = await facts.GroupsAsync(campaign, cancellation);
        var exclusions = await facts.ExclusionsAsync(campaign, cancellation);
        return new CampaignReport
        {
            Campaign = key.ToString(),
            At = now,
            State = campaign.State,
            RequestedBy = campaign.RequestedBy,
            OpenedAt = campaign.OpenedAt,
            ClosesAt = campaign.ClosesAt,
            ClosedAt = campaign.ClosedAt,
            Population = new PopulationNumbers(
                campaign.Grants,
                campaign.People,
                await facts.AppsAsync(campaign, cancellation),
                campaign.Digest,
                campaign.DictionaryVersion
            ),
            Scope = ScopeOf(campaign, exclusions),
            Classes = ItemGroup.Classes(groups),
            ByRisk = ItemGroup.ByRisk(groups),
            Users = await facts.UsersAsync(campaign, cancellation),
            Worklist = await facts.WorklistAsync(campaign, cancellation),
            Removal = campaign.Worklist == WorklistState.None
                ? null
                : await new RemovalQueries(connection).ReadAsync(
                    campaign.Id, revocation?.Value.Mode ?? RevocationMode.Worklist, cancellation),
            Orchestrations = await facts.OrchestrationsAsync(key, cancellation),
            UnreachablePeople = await facts.UnreachableAsync(campaign, cancellation),
            ChangedGrants = await Reporting.ChangedGrants.FirstAsync(connection, campaign.Id, 0, ChangedNamed, cancellation),
            OrphanGrants = groups.Where(group => group.Ownership == Ownership.Orphan).Sum(group => group.Grants),
            TenantWideGrants = groups.Where(group => group.Ownership == Ownership.TenantWide).Sum(group => group.Grants),
            ApplicationGrants = groups.Where(group => group.Ownership == Ownership.Service).Sum(group => group.Grants),
            NotRecognisedGrants = groups.Where(group => group.Answer == Answer.NotMine).Sum(group => group.Grants),
            NarrowedGrants = groups.Where(group => group is { Class: GrantClass.Attested, IsNarrowed: true }).Sum(group => group.Grants),
            RiskiestKept = await facts.RiskiestKeptAsync(campaign, cancellation),
            Exclusions = exclusions,
            NotEvaluated = await facts.NotEvaluatedAsync(campaign, cancellation),
            AuditHead = (await AuditLog.HeadAsync(connection, cancellation)).Brief,
        };
    }

    /// <summary>The population, what was left out on purpose, and what the filter left out make up the inventory.</summary>
    internal static CampaignScope ScopeOf(ReportedCampaign campaign, IReadOnlyList<ExcludedGrants> exclusions)
    {
        var filter = CampaignPolicyJson.Read(campaign.PolicyJson).Filter;
        return new CampaignScope(
            filter.IsEmpty ? null : filter.Describe(),
            campaign.ActiveGrants,
            campaign.ActiveGrants - campaign.Grants - exclusions.Sum(exclusion => exclusion.Grants),
            campaign.UnownedOutside
        );
    }
}
