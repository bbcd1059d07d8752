using System.Globalization;
using Npgsql;
using OAuthAttest.Outside;

namespace OAuthAttest.Campaigns.Closing;

/// <summary>
/// Decides whether a worklist must wait for a named person, and gives the reasons as sentences for that person. Grants are weighed by the
/// people whom they cover: a tenant-wide or application grant counts as many as the inventory knows active accounts of its source.
/// </summary>
internal sealed class CircuitBreaker(NpgsqlConnection connection, long campaignId, CampaignPolicy policy)
{
    /// <summary>How many apps are named; the others are given as a number.</summary>
    private const int AppsNamed = 10;

    private const int LongestName = 61;

    // One pass over the items. The first row is the whole list; the others are the apps that hold it. Where a source lists no accounts, as
    // a table of grants alone does, those of its provider are counted.
    private const string Sql = """
        WITH people AS (
            SELECT provider, source, count(*) AS people FROM users WHERE status <> 'Deactivated' AND vanished_at IS NULL
            GROUP BY provider, source),
        reach AS MATERIALIZED (
            SELECT i.grant_id, greatest(1, coalesce((SELECT sum(people) FROM people p WHERE p.source = g.source),
                (SELECT sum(people) FROM people p WHERE p.provider = g.provider), 1))::bigint AS people
            FROM campaign_items i JOIN grants g ON g.id = i.grant_id
            WHERE i.campaign_id = @campaign AND i.consent_type <> 'Principal'),
        app AS MATERIALIZED (
            SELECT i.app_id, count(w.grant_id) AS listed, count(*) AS total,
                coalesce(sum(coalesce(r.people, 1)) FILTER (WHERE w.grant_id IS NOT NULL), 0)::bigint AS listed_people,
                sum(coalesce(r.people, 1))::bigint AS total_people,
                count(r.grant_id) FILTER (WHERE w.grant_id IS NOT NULL) AS wide,
                count(*) FILTER (WHERE w.reason = 'Unanswered') AS unanswered,
                count(*) FILTER (WHERE w.reason = 'Narrowed') AS narrowed,
                count(r.grant_id) FILTER (WHERE w.reason = 'Unanswered') AS wide_unanswered,
                coalesce(sum(r.people) FILTER (WHERE w.reason = 'Unanswered'), 0)::bigint AS wide_people
            FROM campaign_items i
            LEFT JOIN (SELECT grant_id, reason FROM revocation_worklist WHERE campaign_id = @campaign) w ON w.grant_id = i.grant_id
            LEFT JOIN reach r ON r.grant_id = i.grant_id
            WHERE i.campaign_id = @campaign
            GROUP BY i.app_id)
        SELECT * FROM (
            SELECT NULL AS name, false AS is_protected, coalesce(sum(listed), 0)::bigint AS listed,
                coalesce(sum(total), 0)::bigint AS total,
                coalesce(sum(listed_people), 0)::bigint AS listed_people, coalesce(sum(total_people), 0)::bigint AS total_people,
                coalesce(sum(wide), 0)::bigint AS wide, coalesce(sum(unanswered), 0)::bigint AS unanswered,
                coalesce(sum(wide_unanswered), 0)::bigint AS wide_unanswered, coalesce(sum(wide_people), 0)::bigint AS wide_people,
                coalesce(sum(narrowed), 0)::bigint AS narrowed, 0::bigint AS app_id
            FROM app
            UNION ALL
            SELECT a.name, lower(a.external_id) = ANY(@protected), listed, total, listed_people, total_people, wide, unanswered,
                wide_unanswered, wide_people, narrowed, a.app_id
            FROM app JOIN campaign_apps a ON a.campaign_id = @campaign AND a.app_id = app.app_id
            WHERE listed > 0
              AND (lower(a.external_id) = ANY(@protected) OR (total_people >= @least AND listed_people > @share * total_people))) lines
        ORDER BY name IS NOT NULL, is_protected DESC, listed_people DESC, app_id
        """;

    // As the report counts them: nothing is in doubt where somebody answered in the person's place.
    private const string ReachSql = """
        SELECT count(*) FILTER (WHERE open_count > 0 AND (state = 'Unreachable' OR asked_at IS NULL)), count(*)
        FROM campaign_participants WHERE campaign_id = @campaign
        """;

    /// <summary>One reason per line; empty when the list is released.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync(CancellationToken cancellation)
    {
        var (unreachable, people) = await ReachAsync(cancellation);
        await using var command = new NpgsqlCommand(Sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        command.Parameters.AddWithValue("protected", policy.Breaker.ProtectedApps.Select(app => app.ToLowerInvariant()).ToArray());
        command.Parameters.AddWithValue("least", policy.Breaker.MinGrantsOfApp);
        // As a decimal: 0.29 of 100 grants are 29, and not a little less.
        command.Parameters.AddWithValue("share", (decimal)policy.Breaker.MaxShareOfApp);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var list = Weight.Read(reader);
        List<string> reasons = [.. OfMode(list), .. OfReach(unreachable, people, list), .. OfList(list)];
        var (named, more) = (0, 0);
        while (await reader.ReadAsync(cancellation))
        {
            if (named < AppsNamed)
                reasons.Add(OfApp(OneLine(reader.GetString(0)), reader.GetBoolean(1), Weight.Read(reader)));
            else
                more++;
            named++;
        }
        if (more > 0)
            reasons.Add($"{more} more apps are protected or above the limit for one app.");
        return reasons;
    }

    private async Task<(long Unreachable, long People)> ReachAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ReachSql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private IEnumerable<string> OfMode(Weight list)
    {
        if (policy.HoldsEveryList && list.Listed > 0)
            yield return $"Nothing is removed without a named approval of exactly this list: {list.Listed} grants.";
    }

    // Where that many were not reached, the others may not have seen their questions either.
    private IEnumerable<string> OfReach(long unreachable, long people, Weight list)
    {
        if (unreachable > (decimal)policy.MaxShareUnreachable * people)
        {
            yield return $"{unreachable} of {people} people ({Percent(unreachable, people)}) could not be asked; the limit is "
                + $"{Percent(policy.MaxShareUnreachable)}. {list.Unanswered} grants are on the list only because nobody answered.";
        }
    }

    private List<string> OfList(Weight list)
    {
        var reasons = new List<string>();
        if (list.ListedPeople > (decimal)policy.Breaker.MaxShareOfGrants * list.TotalPeople)
        {
            reasons.Add(
                $"{list.Listed} of {list.Total} grants{list.Share} would be listed for removal{list.OnlyLess}; the limit is "
                    + $"{Percent(policy.Breaker.MaxShareOfGrants)}."
            );
        }
        if (list.WideUnanswered > 0)
        {
            reasons.Add(
                $"{list.WideUnanswered} tenant-wide or application grants, which cover {list.WidePeople} accounts in all, are on the list "
                    + "only because nobody answered; removing them needs an approval."
            );
        }
        if (policy.Silence == SilencePolicy.AskManager && list.Unanswered > 0)
            reasons.Add($"{list.Unanswered} grants stayed unanswered, by the managers too; removing them needs an approval.");
        return reasons;
    }

    private string OfApp(string name, bool isProtected, Weight app) => isProtected
        ? $"\"{name}\" is protected; {app.Listed} of its {app.Total} grants would be listed for removal{app.OnlyLess}."
        : $"{app.Listed} of the {app.Total} grants of \"{name}\"{app.Share} would be listed for removal{app.OnlyLess}; the limit is "
            + $"{Percent(policy.Breaker.MaxShareOfApp)}.";

    private static string Percent(long part, long whole) => Percent((double)part / whole);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    // App names come from whoever registered the app: a name with line breaks could otherwise add lines that look like reasons.
    private static string OneLine(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsControl(c) || c is '"' or '\u2028' or '\u2029' ? ' ' : c));
        return WireText.Cut(clean, LongestName);
    }

    /// <param name="ListedPeople">Uses by people that the listed grants cover.</param>
    /// <param name="TotalPeople">Uses by people that all grants cover.</param>
    /// <param name="Wide">Tenant-wide and application grants on the list.</param>
    /// <param name="Narrowed">Grants on the list that are kept, without some of their scopes.</param>
    private sealed record Weight(
        long Listed,
        long Total,
        long ListedPeople,
        long TotalPeople,
        long Wide,
        long Unanswered,
        long WideUnanswered,
        long WidePeople,
        long Narrowed
    )
    {
        public string Share => Wide == 0
            ? $" ({Percent(ListedPeople, TotalPeople)})"
            : $", which cover {ListedPeople} of {TotalPeople} uses by people ({Percent(ListedPeople, TotalPeople)}),";

        public string OnlyLess => Narrowed == 0 ? "" : $" ({Narrowed} of them only of some permissions)";

        public static Weight Read(NpgsqlDataReader reader) => new(
            reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7),
            reader.GetInt64(8), reader.GetInt64(9), reader.GetInt64(10));
    }
}
