using System.Globalization;
using Npgsql;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>A grant that was kept and may do more since: it is on no list, and a person must decide about it.</summary>
/// <param name="Account">The account's id at the provider; null where the grant has none.</param>
/// <param name="MustDecide">Who answers for the grant: an address, or the name of somebody without one.</param>
/// <param name="KeptScopes">What was kept.</param>
/// <param name="NewScopes">What it may do beyond that now; empty when it grew to more people, or is gone.</param>
/// <param name="IsGone">The newest reading of its source did not list it any more.</param>
/// <param name="AfterTheClose">It grew after the classes were decided: it counts as attested, for what was kept.</param>
public sealed record ChangedGrant(
    long GrantId,
    ProviderName Provider,
    string App,
    string AppId,
    string? Account,
    Risk Risk,
    ConsentType ConsentType,
    string MustDecide,
    IReadOnlyList<string> KeptScopes,
    IReadOnlyList<string> NewScopes,
    bool IsGone,
    bool AfterTheClose
);

/// <param name="NextAfterGrantId">Null on the last page.</param>
public sealed record ChangedPage(CampaignKey Campaign, IReadOnlyList<ChangedGrant> Rows, long? NextAfterGrantId);

/// <summary>
/// Lists a campaign's changed grants. Before the classes are decided, those that would be changed now; while a worklist waits for its
/// decision, also those that grew meanwhile.
/// </summary>
public sealed class ChangedGrants(NpgsqlDataSource source)
{
    private static readonly string[] Columns =
    [
        "grant_id", "provider", "app", "client_id", "account", "risk", "consent_type", "must_decide", "kept_scopes", "new_scopes", "gone",
        "after_the_close",
    ];

    private const string Sql = $"""
        SELECT i.grant_id, i.provider, a.name, a.external_id, coalesce(u.external_id, g.principal_external_id), g.risk, g.consent_type,
            coalesce(p.email, p.display_name, p.key), coalesce(i.kept_scopes, {KeptScopes.Sql}),
            CASE WHEN g.status = 'Active' THEN ARRAY(
                SELECT unnest(g.scopes) EXCEPT SELECT unnest(coalesce(i.kept_scopes, {KeptScopes.Sql})) ORDER BY 1)
                ELSE ARRAY[]::text[] END,
            g.status <> 'Active', coalesce(i.class, '') = 'Attested'
        FROM campaign_items i
        JOIN campaigns c ON c.id = i.campaign_id
        JOIN campaign_apps a ON a.campaign_id = i.campaign_id AND a.app_id = i.app_id
        JOIN campaign_participants p ON p.id = i.participant_id
        JOIN grants g ON g.id = i.grant_id
        LEFT JOIN users u ON u.id = i.user_id
        WHERE i.campaign_id = @campaign AND i.grant_id > @after
          AND (i.class = 'Changed' OR (i.class IS NULL AND i.answer = 'None' AND i.kept_scopes IS NOT NULL)
               OR (i.answer = 'Keep' AND (i.class IS NULL OR (i.class = 'Attested' AND c.state IN ('Closing', 'AwaitingDecision')))
                   AND {ScopeGrowth.Sql}))
        ORDER BY i.grant_id LIMIT @most
        """;

    private static readonly CampaignTable<ChangedGrant> Table = new(Sql, Read, grant => grant.GrantId, Columns, Cells);

    /// <summary>One page of at most 1000 rows; null when there is no such campaign.</summary>
    public async Task<ChangedPage?> PageAsync(CampaignKey key, long afterGrantId, int take, CancellationToken cancellation) =>
        await Table.PageAsync(source, key, afterGrantId, take, cancellation) is { } page
            ? new ChangedPage(key, page.Rows, page.Next)
            : null;

    /// <summary>Writes all of them as CSV, row by row.</summary>
    /// <returns>False when there is no such campaign; then nothing was written.</returns>
    public Task<bool> StreamCsvAsync(CampaignKey key, Stream target, CancellationToken cancellation) =>
        Table.StreamCsvAsync(source, key, target, cancellation);

    internal static Task<IReadOnlyList<ChangedGrant>> FirstAsync(
        NpgsqlConnection connection,
        long campaignId,
        long afterGrantId,
        int take,
        CancellationToken cancellation
    ) => Table.FirstAsync(connection, campaignId, afterGrantId, take, cancellation);

    private static ChangedGrant Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), ProviderName.Parse(reader.GetString(1)), reader.GetString(2), reader.GetString(3),
        reader.TextOrNull(4), reader.Named<Risk>(5), reader.Named<ConsentType>(6), reader.GetString(7), reader.Texts(8),
        reader.Texts(9), reader.GetBoolean(10), reader.GetBoolean(11));

    private static string?[] Cells(ChangedGrant row) =>
    [
        row.GrantId.ToString(CultureInfo.InvariantCulture), row.Provider.ToString(), row.App, row.AppId, row.Account, row.Risk.ToString(),
        row.ConsentType.ToString(), row.MustDecide, string.Join(' ', row.KeptScopes), string.Join(' ', row.NewScopes),
        row.IsGone ? "true" : "false", row.AfterTheClose ? "true" : "false",
    ];
}
