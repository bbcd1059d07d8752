using OAuthAttest.Escalations.Consents;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Escalations.Dispatch.Revoking;

/// <summary>
/// Whose grants are to be revoked: those of whom the consent was made for, and the maker's where the source tells nobody else.
/// </summary>
internal static class RevocationTargets
{
    public static IReadOnlyList<RevocationTarget> Of(ConsentFacts facts)
    {
        if (facts.OtherPrincipals.Any())
            return [.. facts.Principals.Select(id => Target(facts, id, null))];
        // An app has no grants that are for it; without a principal the provider is asked for those of everybody and of the app itself.
        return [facts.Who.IsApp ? Target(facts, null, null) : Target(facts, facts.Who.ExternalId, facts.Who.Email)];
    }

    public static async Task<RevocationAnswer> RevokeAsync(
        IGrantRevoker revoker,
        IReadOnlyList<RevocationTarget> targets,
        CancellationToken cancellation
    )
    {
        var all = await revoker.RevokeAsync(targets[0], cancellation);
        foreach (var target in targets.Skip(1))
        {
            var answer = await revoker.RevokeAsync(target, cancellation);
            var until = answer.TokensLiveUntil > all.TokensLiveUntil ? answer.TokensLiveUntil : all.TokensLiveUntil;
            all = new RevocationAnswer(all.Removed + answer.Removed, until);
        }
        return all;
    }

    public static async Task<bool> AreGoneAsync(
        IGrantRevoker revoker,
        IReadOnlyList<RevocationTarget> targets,
        CancellationToken cancellation
    )
    {
        foreach (var target in targets)
        {
            if (!await revoker.IsGoneAsync(target, cancellation))
                return false;
        }
        return true;
    }

    private static RevocationTarget Target(ConsentFacts facts, string? id, string? email) =>
        new(facts.Tenant, facts.App.ClientId, facts.ConsentType, id, email);
}
