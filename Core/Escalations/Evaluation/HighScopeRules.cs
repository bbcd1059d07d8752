using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Escalations.Evaluation;

/// <param name="Risk">The worst of the scopes.</param>
/// <param name="Rules">The names of the rules that hold, see <see cref="RuleNames"/>; empty: the consent is not high-scope.</param>
public sealed record ScopeFinding(Risk Risk, IReadOnlyList<string> Rules)
{
    public bool IsHigh => Rules.Count > 0;
}

/// <summary>
/// Whether a consent is high-scope, by the scope dictionary and <see cref="EscalationRules"/>. A fact that its source does not tell
/// makes no rule hold; scopes that nobody tells or knows are high by themselves, as the dictionary says.
/// </summary>
public sealed class HighScopeRules(ScopeDictionary dictionary, IOptions<EscalationOptions> options)
{
    private const string OfflineAccess = "offline_access";

    public ScopeFinding Judge(ConsentRecord consent)
    {
        ArgumentNullException.ThrowIfNull(consent);
        var rules = options.Value.Rules;
        var risk = dictionary.RiskOf(consent.Provider, consent.Scopes, consent.ConsentType);
        var held = new List<string>();
        if (risk >= rules.MinRisk)
            held.Add(RuleNames.ScopeRisk);
        held.AddRange(rules.ScopePatterns.Where(pattern => consent.Scopes.Any(scope => ScopePattern.Matches(consent.Provider, pattern, scope))).Select(RuleNames.ScopePattern));
        if (rules.AdminConsent && consent.IsAdminConsent == true)
            held.Add(RuleNames.AdminConsent);
        if (rules.TenantWide && consent.ConsentType == ConsentType.Tenant)
            held.Add(RuleNames.TenantWide);
        if (rules.ApplicationPermissions && consent.ConsentType == ConsentType.Application)
            held.Add(RuleNames.ApplicationPermissions);
        if (rules.UnverifiedPublisherFrom is { } unverified && consent.IsPublisherVerified == false && risk >= unverified)
            held.Add(RuleNames.UnverifiedPublisher);
        if (rules.YoungApp is { } age && risk >= rules.YoungAppFrom && consent.AppRegisteredAt is { } registered && consent.OccurredAt - registered < age)
            held.Add(RuleNames.YoungApp);
        if (rules.OfflineAccessFrom is { } offline && HasOfflineAccess(consent, offline))
            held.Add(RuleNames.OfflineAccess);
        return new ScopeFinding(risk, held);
    }

    /// <summary>The other scopes count, not its own risk: alone it keeps alive an access to nothing.</summary>
    private bool HasOfflineAccess(ConsentRecord consent, Risk from)
    {
        var comparer = ScopeNames.Comparer(consent.Provider);
        var others = consent.Scopes.Where(scope => !comparer.Equals(ScopeNames.Canonical(consent.Provider, scope), OfflineAccess)).ToList();
        return others.Count > 0 && others.Count < consent.Scopes.Length && dictionary.RiskOf(consent.Provider, others, consent.ConsentType) >= from;
    }
}
