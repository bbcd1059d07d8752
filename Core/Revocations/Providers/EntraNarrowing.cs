using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Revocations.Providers;

/// <summary>
/// Takes scopes from delegated grants, and gives them back. Graph replaces a grant's whole list of scopes, so each change is made from the
/// list as it was read right before; to repeat one is harmless.
/// </summary>
/// <remarks>https://learn.microsoft.com/graph/api/oauth2permissiongrant-update</remarks>
internal sealed class EntraNarrowing(ProviderApi api)
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    /// <summary>Of what is listed, what the target means: for single scopes, the grants that have any of them.</summary>
    public static IReadOnlyList<EntraGrant> ToChange(RevocationTarget target, IReadOnlyList<EntraGrant> found)
    {
        if (!target.IsNarrowed)
            return found;
        var taken = Taken(target);
        return [.. Meant(target, found).Where(grant => grant.Scopes.Any(taken.Contains))];
    }

    /// <returns>How many grants were changed.</returns>
    /// <exception cref="ProviderRejectedException">Nothing would be left of one, or it is not clear which is meant.</exception>
    public async Task<int> NarrowAsync(RevocationTarget target, IReadOnlyList<EntraGrant> found, CancellationToken cancellation)
    {
        if (!target.IsOneGrant || target.ConsentType == ConsentType.Application)
            throw new ProviderRejectedException(0, "single permissions can be taken from one delegated grant only");
        var taken = Taken(target);
        var changes = ToChange(target, found)
            .Select(grant => (grant.Address, Left: grant.Scopes.Where(scope => !taken.Contains(scope)).ToList()))
            .ToList();
        if (changes.Count > 1 && target.Resource is null)
            throw new ProviderRejectedException(0, "the app has grants for several APIs, and the inventory does not tell which one it is");
        if (changes.Exists(change => change.Left.Count == 0))
            throw new ProviderRejectedException(0, "nothing else is left of the grant: it would be a removal, and that was not decided");
        var changed = 0;
        foreach (var (address, left) in changes)
        {
            if (await api.PatchAsync(address, Body(left), cancellation))
                changed++;
        }
        return changed;
    }

    /// <summary>Gives a grant that is there the scopes that it had; what it got since stays, for nobody decided about that.</summary>
    /// <param name="entry">The grant as Graph wrote it then.</param>
    public async Task WidenAsync(EntraGrant grant, JsonElement entry, CancellationToken cancellation)
    {
        var had = (entry.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (had.All(scope => grant.Scopes.Contains(scope, Names)))
            return;
        if (!await api.PatchAsync(grant.Address, Body(had.Union(grant.Scopes, Names)), cancellation))
            throw new ProviderUnavailableException("Microsoft Graph: the grant was removed while it was put back");
    }

    // Where the inventory tells no API, only the grant with its id is known to be meant, if it is still there.
    private static IReadOnlyList<EntraGrant> Meant(RevocationTarget target, IReadOnlyList<EntraGrant> found)
    {
        var exact = target.Resource is null ? found.Where(grant => grant.Entry.Text("id") == target.GrantId).ToList() : [];
        return exact.Count > 0 ? exact : found;
    }

    private static HashSet<string> Taken(RevocationTarget target) => target.Without.Select(Narrowing.NameAtItsApi).ToHashSet(Names);

    private static JsonObject Body(IEnumerable<string> scopes) => new() { ["scope"] = string.Join(' ', scopes) };
}
