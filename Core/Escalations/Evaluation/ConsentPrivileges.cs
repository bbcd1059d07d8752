using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// Finds out how privileged a consent's maker is, and those for whom it was made. What the consent itself proves outweighs a roster that
/// does not know of it.
/// </summary>
internal sealed class ConsentPrivileges(PrivilegedRoster roster)
{
    private const int MostPrincipals = 20;
    private const int MostNamed = 3;

    public async Task<ConsentPrivilege> FindAsync(ConsentFacts facts, DateTimeOffset now, CancellationToken cancellation)
    {
        var maker = Proven(facts, await roster.FindAsync(facts.Who, facts.Provider, now, cancellation));
        var others = facts.OtherPrincipals.ToList();
        if (others.Count == 0)
            return new ConsentPrivilege(maker, null, null);
        RosterFinding? gravest = null;
        var named = new List<string>();
        foreach (var id in others.Take(MostPrincipals))
        {
            var found = await roster.FindAsync(new ConsentingPerson(id, null, null), facts.Provider, now, cancellation);
            if (gravest is null || found.IsGraverThan(gravest))
                gravest = found;
            named.Add($"{found.Person ?? $"account {id}"}, {PrivilegeWords.Standing(found.Privilege, found.Category, found.Role)}");
        }
        if (others.Count > MostPrincipals && gravest!.Privilege == Privilege.Standard)
            gravest = RosterFinding.Unknown(PrivilegeWords.TooMany(MostPrincipals), gravest.ReadAt);
        var more = others.Count > MostNamed ? PrivilegeWords.AndMore(others.Count - MostNamed) : "";
        return new ConsentPrivilege(maker, gravest, string.Join("; ", named.Take(MostNamed)) + more);
    }

    private static RosterFinding Proven(ConsentFacts facts, RosterFinding found)
    {
        if (facts.Who.Kind == ActorKind.App)
            return found.Proven(PrivilegeWords.ProvenApp);
        return facts.ProvesAdministrator ? found.Proven(PrivilegeWords.ProvenAdministrator) : found;
    }
}
