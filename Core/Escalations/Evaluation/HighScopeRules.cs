using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Escalations.Evaluation;

/// <param name="Risk">The highest risk among the scopes.</param>
/// <param name="Rules">The names of the matching rules, see <see cref="RuleNames"/>; empty: the consent is not high-scope.</param>
public sealed record ScopeFinding(Risk Risk, IReadOnlyList<string> Rules)
{
    public bool IsHigh => Rules.Count > 0;
}

/// <summary>
/// Whether a consent is high-scope, by the scope dictionary and <see cref="EscalationRules"/>. A fact that the source does not report
/// matches no rule; unknown or unreported scopes are rated high by the dictionary itself.
/// </summary>
public sealed class HighScopeRules(ScopeDictionary dictionary, IOptions<EscalationOptions> options)
{
    private const string OfflineAccess = "offline_access";

    public ScopeFinding Evaluate(ConsentRecord consent)
    {
        ArgumentNullException.ThrowIfNull(consent);
        var rules = options.Value.Rules;
        var risk = RiskOf(consent.Facts);
        var held = new List<string>();
        if (risk >= rules.MinRisk)
            held.Add(RuleNames.ScopeRisk);
        held.AddRange(
            rules
                .ScopePatterns.Where(pattern =>
                    consent.Facts.Scopes.Any(scope => ScopePattern.Matches(consent.Facts.Provider, pattern, scope))
                )
                .Select(RuleNames.ScopePattern)
        );
        if (rules.AdminConsent && consent.Facts.IsAdminConsent == true)
            held.Add(RuleNames.AdminConsent);
        if (rules.TenantWide && consent.Facts.ConsentType == ConsentType.Tenant)
            held.Add(RuleNames.TenantWide);
        if (rules.ApplicationPermissions && consent.Facts.ConsentType == ConsentType.Application)
            held.Add(RuleNames.ApplicationPermissions);
        if (rules.UnverifiedPublisherFrom is { } unverified && consent.Facts.App.IsPublisherVerified == false && risk >= unverified)
            held.Add(RuleNames.UnverifiedPublisher);
        if (
            rules.YoungApp is { } age
            && risk >= rules.YoungAppFrom
            && consent.Facts.App.RegisteredAt is { } registered
            && consent.Facts.OccurredAt - registered < age
        )
        {
            held.Add(RuleNames.YoungApp);
        }
        if (rules.OfflineAccessFrom is { } offline && HasOfflineAccess(consent, offline))
            held.Add(RuleNames.OfflineAccess);
        return new ScopeFinding(risk, held);
    }

    /// <summary>
    /// Domain-wide delegation lets a client act as any user, the administrators included, whatever its scopes are: it is never below High.
    /// </summary>
    private Risk RiskOf(ConsentFacts facts)
    {
        var risk = dictionary.RiskOf(facts.Provider, facts.Scopes, facts.ConsentType);
        return facts is { ConsentType: ConsentType.Application } && facts.Provider == ProviderName.Google && risk < Risk.High
            ? Risk.High
            : risk;
    }

    /// <summary>Only the other scopes' risk counts: <c>offline_access</c> alone gives access to nothing.</summary>
    private bool HasOfflineAccess(ConsentRecord consent, Risk from)
    {
        var comparer = ScopeNames.Comparer(consent.Facts.Provider);
        var others = consent
            .Facts.Scopes.Where(scope => !comparer.Equals(ScopeNames.Canonical(consent.Facts.Provider, scope), OfflineAccess))
            .ToList();
        return others.Count > 0
            && others.Count < consent.Facts.Scopes.Count
            && dictionary.RiskOf(consent.Facts.Provider, others, consent.Facts.ConsentType) >= from;
    }
}
