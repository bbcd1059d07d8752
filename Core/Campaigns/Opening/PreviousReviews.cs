using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Opening;

/// <param name="Id">Its row.</param>
/// <param name="OpenedAt">When its population was frozen.</param>
internal sealed record ClosedCampaign(long Id, DateTimeOffset OpenedAt);

/// <summary>
/// The only rule for what a grant is compared with: the newest closed campaign that covered it. A pilot or a filtered campaign says
/// nothing of the grants that it left out.
/// </summary>
internal static class PreviousReviews
{
    /// <summary>The closed campaigns, the newest first; a cancelled one decided nothing.</summary>
    public static async Task<IReadOnlyList<ClosedCampaign>> ClosedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, opened_at FROM campaigns WHERE state = 'Closed' ORDER BY closed_at DESC, id DESC",
            connection
        );
        var closed = new List<ClosedCampaign>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            closed.Add(new ClosedCampaign(reader.GetInt64(0), reader.Instant(1)));
        return closed;
    }

    /// <summary>
    /// SQL of each grant's newest review. The newest campaign usually covers nearly all grants, so its rows are taken as they are, and
    /// only what it left out is looked for in the older ones.
    /// </summary>
    public static string Sql(string items) => $"""
        SELECT n.grant_id, n.campaign_id, n.class, n.answer, n.scope_digest FROM {items} n WHERE n.campaign_id = @previous
        UNION ALL
        SELECT older.* FROM (
            SELECT DISTINCT ON (o.grant_id) o.grant_id, o.campaign_id, o.class, o.answer, o.scope_digest
            FROM {items} o JOIN unnest(@older) WITH ORDINALITY AS c (id, place) ON c.id = o.campaign_id
            WHERE o.campaign_id = ANY(@older)
              AND NOT EXISTS (SELECT FROM {items} n WHERE n.campaign_id = @previous AND n.grant_id = o.grant_id)
            ORDER BY o.grant_id, c.place) older
        """;

    /// <summary>The parameters of <see cref="Sql"/>, of at least one campaign.</summary>
    public static void AddTo(NpgsqlCommand command, IReadOnlyList<ClosedCampaign> closed)
    {
        command.Parameters.AddWithValue("previous", closed[0].Id);
        command.Parameters.AddWithValue("older", closed.Skip(1).Select(campaign => campaign.Id).ToArray());
        command.Parameters.AddWithValue("lastOpened", closed[0].OpenedAt.ToUniversalTime());
    }
}
