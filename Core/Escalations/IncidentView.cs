using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Escalations;

/// <summary>An incident with the facts that messages and pages show.</summary>
/// <param name="Consents">At most <see cref="MostConsents"/>, the one that opened it first.</param>
/// <param name="Total">How many consents there are.</param>
public sealed record IncidentView(Incident Incident, IReadOnlyList<ConsentView> Consents, int Total)
{
    public const int MostConsents = 20;

    /// <summary>The consent that opened it.</summary>
    public ConsentView First => Consents[0];
}

/// <param name="Scopes">What the app can do, highest risk first.</param>
public sealed record ConsentView(ConsentRecord Consent, Escalation Decision, IReadOnlyList<ScopeMeaning> Scopes)
{
    /// <summary>What the app could do before this consent, highest risk first; empty where the source does not tell.</summary>
    public IReadOnlyList<ScopeMeaning> Earlier { get; init; } = [];
}
