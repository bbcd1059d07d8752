using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;

namespace OAuthAttest.Campaigns.Answering;

/// <summary>
/// What a grant may be kept without: its scopes of high risk and above, where the provider can take single scopes, something is left, and
/// the grant is known to be unused for long. Providers tell of a grant when it was last used, and not of a scope. The rendering of the
/// button and the handling of the click both use this rule.
/// </summary>
/// <param name="Without">The scopes, as the item names them.</param>
internal sealed record NarrowedKeep(IReadOnlyList<string> Without)
{
    /// <summary>
    /// Distinguishes an offer from another one, for a button; as <see cref="Campaigns.DigestPrefix"/> does for what is asked about.
    /// </summary>
    public string Prefix { get; } = DigestPrefix.Of(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Without.Order(StringComparer.Ordinal)))));

    /// <summary>What counts as unused was used before this time.</summary>
    public static DateTimeOffset UnusedBefore(Campaign campaign) =>
        campaign.OpenedAt - CampaignPolicyJson.Read(campaign.PolicyJson).UnusedAfter;

    /// <summary>Null: it is not offered.</summary>
    /// <param name="newestUse">As the inventory knows it now; null: it does not.</param>
    public static NarrowedKeep? Of(CampaignItem item, DateTimeOffset? newestUse, DateTimeOffset unusedBefore, ScopeDictionary dictionary)
    {
        // What the card shows must say it already; and what was used since is not unused.
        var isUnused = item.LastUsedAt < unusedBefore && (newestUse is null || newestUse < unusedBefore);
        if (!isUnused || !Narrowing.IsPossible(item.Provider, item.ConsentType))
            return null;
        var risky = Array.FindAll(
            item.Scopes, scope => dictionary.Explain(item.Provider, scope, item.ConsentType).Risk >= Risk.High);
        return risky.Length == 0 || risky.Length == item.Scopes.Length ? null : new NarrowedKeep(risky);
    }

    /// <summary>As above, with what the rows say now.</summary>
    public static async Task<NarrowedKeep?> FindAsync(
        OAuthAttestDb db, Campaign campaign, CampaignItem item, ScopeDictionary dictionary, CancellationToken cancellation)
    {
        var newestUse = await db.Grants.AsNoTracking().Where(grant => grant.Id == item.GrantId).Select(grant => grant.LastUsedAt)
            .SingleOrDefaultAsync(cancellation);
        return Of(item, newestUse, UnusedBefore(campaign), dictionary);
    }
}
