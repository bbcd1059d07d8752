using Microsoft.EntityFrameworkCore;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Answering;

/// <summary>
/// Selects the grants that "Keep all low-risk" may keep without the person reading each one: the person's own consent, low risk, every
/// scope known to the dictionary and low in itself, from a verified publisher, and not grown since the last campaign or since the
/// question. The rendering of the button and the handling of the click both use this rule.
/// </summary>
public static class LowRiskKeep
{
    /// <summary>With fewer grants than this, answering them one by one is as quick, and the button is not offered.</summary>
    public const int Least = 2;

    /// <summary>With fewer grants than this, each has a card of its own; otherwise they share one.</summary>
    public const int LeastFolded = 3;

    /// <summary>All grants of the person that qualify, whatever their answer.</summary>
    internal static async Task<IReadOnlyList<LowRiskGrant>> FindAsync(
        OAuthAttestDb db,
        CampaignParticipant participant,
        ScopeDictionary dictionary,
        CancellationToken cancellation
    )
    {
        var candidates = await Qualified(db.Items.AsNoTracking(), db, participant)
            .Select(one => new { one.Item.GrantId, one.Item.Provider, one.Item.Scopes, one.Item.Answer, one.App.Name })
            .ToListAsync(cancellation);
        return
        [
            .. candidates
                .Where(item => AreKnownAndLow(item.Provider, item.Scopes, dictionary))
                .Select(item => new LowRiskGrant(item.GrantId, item.Name, item.Answer)),
        ];
    }

    /// <summary>The grants themselves, locked; empty where the button is not offered or is no longer offered.</summary>
    internal static async Task<IReadOnlyList<CampaignItem>> LockAsync(
        OAuthAttestDb db, CampaignParticipant participant, ScopeDictionary dictionary, CancellationToken cancellation)
    {
        var locked = db.Items.FromSql(
            $"""
            SELECT * FROM campaign_items
            WHERE campaign_id = {participant.CampaignId} AND participant_id = {participant.Id} AND answer = 'None' AND risk = 'Low'
            FOR UPDATE
            """
        );
        var candidates = await Qualified(locked, db, participant).Select(one => one.Item).WorstFirst().ToListAsync(cancellation);
        var safe = candidates.FindAll(item => AreKnownAndLow(item.Provider, item.Scopes, dictionary));
        return safe.Count < Least ? [] : safe;
    }

    private static IQueryable<ItemOfApp> Qualified(IQueryable<CampaignItem> items, OAuthAttestDb db, CampaignParticipant participant) =>
        from item in items
        join app in db.CampaignApps on new { item.CampaignId, item.AppId } equals new { app.CampaignId, app.AppId }
        where
            item.CampaignId == participant.CampaignId
            && item.ParticipantId == participant.Id
            && item.Risk == Risk.Low
            && item.ConsentType == ConsentType.Principal
            && item.Ownership == Ownership.Own
            && item.Drift != Drift.ScopesGrown
            && item.VoidedAnswers == 0
            && app.PublisherVerified == true
        select new ItemOfApp { Item = item, App = app };

    private static bool AreKnownAndLow(ProviderName provider, string[] scopes, ScopeDictionary dictionary) =>
        scopes.Length > 0
        && scopes
            .Select(scope => dictionary.Explain(provider, scope, ConsentType.Principal))
            .All(meaning => meaning is { IsKnown: true, Risk: Risk.Low });

    private sealed class ItemOfApp
    {
        public required CampaignItem Item { get; init; }

        public required CampaignApp App { get; init; }
    }
}

/// <summary>A grant that "Keep all low-risk" covers.</summary>
internal sealed record LowRiskGrant(long GrantId, string AppName, Answer Answer);
