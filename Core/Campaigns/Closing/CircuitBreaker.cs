using System.Globalization;
using Npgsql;
using OAuthAttest.Outside;

namespace OAuthAttest.Campaigns.Closing;

/// <summary>Decides whether a worklist must wait for a named person, and gives the reasons as sentences for that person.</summary>
internal sealed class CircuitBreaker(NpgsqlConnection connection, long campaignId, CampaignPolicy policy)
{
    /// <summary>How many apps are named; the others are given as a number.</summary>
    private const int AppsNamed = 10;

    private const int LongestName = 61;

    private const string TotalsSql = """
        SELECT count(*), count(*) FILTER (WHERE w.reason = 'Unanswered'), (SELECT count(*) FROM campaign_items
            WHERE campaign_id = @campaign)
        FROM revocation_worklist w WHERE w.campaign_id = @campaign
        """;

    private const string AppsSql = """
        SELECT a.name, a.external_id = ANY(@protected) AS is_protected, count(w.grant_id) AS listed, count(*) AS total
        FROM campaign_items i
        JOIN campaign_apps a ON a.campaign_id = i.campaign_id AND a.app_id = i.app_id
        LEFT JOIN revocation_worklist w ON w.campaign_id = i.campaign_id AND w.grant_id = i.grant_id
        WHERE i.campaign_id = @campaign
        GROUP BY a.app_id, a.name, a.external_id
        HAVING count(w.grant_id) > 0
           AND (a.external_id = ANY(@protected) OR (count(*) >= @least AND count(w.grant_id) > @share * count(*)))
        ORDER BY is_protected DESC, listed DESC, a.app_id
        """;

    /// <summary>One reason per line; empty when the list is released.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync(CancellationToken cancellation)
    {
        var (listed, unanswered, total) = await TotalsAsync(cancellation);
        var reasons = new List<string>();
        if (listed > policy.Breaker.MaxShareOfGrants * total)
        {
            reasons.Add(
                $"{listed} of {total} grants ({Percent(listed, total)}) would be revoked; the limit is "
                    + $"{Percent(policy.Breaker.MaxShareOfGrants)}."
            );
        }
        if (policy.Silence == SilencePolicy.AskManager && unanswered > 0)
            reasons.Add($"{unanswered} grants stayed unanswered, by the managers too; revoking them needs an approval.");
        reasons.AddRange(await AppsAsync(cancellation));
        return reasons;
    }

    private async Task<(long Listed, long Unanswered, long Total)> TotalsAsync(CancellationToken cancellation)
    {
        await using var command = Command(TotalsSql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private async Task<List<string>> AppsAsync(CancellationToken cancellation)
    {
        await using var command = Command(AppsSql);
        command.Parameters.AddWithValue("protected", policy.Breaker.ProtectedApps.ToArray());
        command.Parameters.AddWithValue("least", policy.Breaker.MinGrantsOfApp);
        command.Parameters.AddWithValue("share", policy.Breaker.MaxShareOfApp);
        var (reasons, more) = (new List<string>(), 0);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (reasons.Count == AppsNamed)
            {
                more++;
            }
            else if (reader.GetBoolean(1))
            {
                reasons.Add(
                    $"\"{OneLine(reader.GetString(0))}\" is protected; {reader.GetInt64(2)} of its {reader.GetInt64(3)} grants would be "
                        + "revoked."
                );
            }
            else
            {
                reasons.Add(
                    $"{reader.GetInt64(2)} of the {reader.GetInt64(3)} grants of \"{OneLine(reader.GetString(0))}\" "
                        + $"({Percent(reader.GetInt64(2), reader.GetInt64(3))}) would be revoked; the limit is "
                            + $"{Percent(policy.Breaker.MaxShareOfApp)}."
                );
            }
        }
        if (more > 0)
            reasons.Add($"{more} more apps are protected or above the limit for one app.");
        return reasons;
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        return command;
    }

    private static string Percent(long part, long whole) => Percent((double)part / whole);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    // App names come from whoever registered the app: a name with line breaks could otherwise add lines that look like reasons.
    private static string OneLine(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsControl(c) || c is '"' or '\u2028' or '\u2029' ? ' ' : c));
        return WireText.Cut(clean, LongestName);
    }
}
