using System.Globalization;
using Npgsql;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>A participant of a campaign, and how the person is reached in Slack.</summary>
/// <param name="Key">The participant's key, as in instance ids.</param>
/// <param name="SlackAddress">The address by which the Slack account was found.</param>
/// <param name="UnreachableReason">Why the person cannot be asked; null: they can, or were.</param>
/// <param name="SlackCandidates">The Slack accounts that match when there is more than one.</param>
/// <param name="WhatToDo">What would make the person reachable; null where nothing is needed.</param>
/// <param name="AskedInstead">The Slack account of the manager who was asked in the person's place.</param>
public sealed record CampaignPerson(
    long Id,
    string Key,
    string? Name,
    string? Email,
    ParticipantState State,
    int Grants,
    int Open,
    string? SlackUserId,
    string? SlackAddress,
    DateTimeOffset? AskedAt,
    string? UnreachableReason,
    IReadOnlyList<string> SlackCandidates,
    string? WhatToDo,
    string? AskedInstead
);

/// <param name="NextAfterId">Null on the last page.</param>
public sealed record PeoplePage(CampaignKey Campaign, IReadOnlyList<CampaignPerson> Rows, long? NextAfterId);

/// <summary>Lists a campaign's participants: whom a message reaches, by which address, and whom none reaches, with what to do.</summary>
public sealed class CampaignPeople(NpgsqlDataSource source)
{
    private static readonly string[] Columns =
    [
        "person", "name", "email", "state", "grants", "open", "slack_user_id", "slack_address", "asked_at", "unreachable_reason",
        "slack_candidates", "what_to_do", "asked_instead",
    ];

    private const string Sql = """
        SELECT id, key, display_name, email, state, grant_count, open_count, slack_user_id, slack_address, asked_at,
            CASE WHEN state = 'Unreachable' THEN unreachable_reason END, slack_candidates, delegate_slack_user_id
        FROM campaign_participants WHERE campaign_id = @campaign AND id > @after ORDER BY id LIMIT @most
        """;

    private static readonly CampaignTable<CampaignPerson> Table = new(Sql, Read, person => person.Id, Columns, Cells);

    /// <summary>One page of at most 1000 rows; null when there is no such campaign.</summary>
    public async Task<PeoplePage?> PageAsync(CampaignKey key, long afterId, int take, CancellationToken cancellation) =>
        await Table.PageAsync(source, key, afterId, take, cancellation) is { } page ? new PeoplePage(key, page.Rows, page.Next) : null;

    /// <summary>Writes all of them as CSV, row by row.</summary>
    /// <returns>False when there is no such campaign; then nothing was written.</returns>
    public Task<bool> StreamCsvAsync(CampaignKey key, Stream target, CancellationToken cancellation) =>
        Table.StreamCsvAsync(source, key, target, cancellation);

    private static CampaignPerson Read(NpgsqlDataReader reader)
    {
        var reason = reader.TextOrNull(10);
        return new CampaignPerson(
            reader.GetInt64(0), reader.GetString(1), reader.TextOrNull(2), reader.TextOrNull(3),
            reader.Named<ParticipantState>(4), reader.GetInt32(5), reader.GetInt32(6), reader.TextOrNull(7), reader.TextOrNull(8),
            reader.InstantOrNull(9), reason, reader.IsDBNull(11) ? [] : reader.Texts(11),
            reason is null ? null : UnreachableReason.AdviceOf(reason), reader.TextOrNull(12));
    }

    private static string?[] Cells(CampaignPerson row) =>
    [
        row.Key, row.Name, row.Email, row.State.ToString(), row.Grants.ToString(CultureInfo.InvariantCulture),
        row.Open.ToString(CultureInfo.InvariantCulture), row.SlackUserId, row.SlackAddress, CsvTable.Instant(row.AskedAt),
        row.UnreachableReason, string.Join(' ', row.SlackCandidates), row.WhatToDo, row.AskedInstead,
    ];
}
