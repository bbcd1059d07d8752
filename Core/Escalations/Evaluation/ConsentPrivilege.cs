namespace OAuthAttest.Escalations.Evaluation;

/// <summary>How privileged those are whom a consent concerns.</summary>
/// <param name="Maker">Who consented.</param>
/// <param name="Principal">The gravest of those for whom the grant is, where it is not for its maker.</param>
/// <param name="OnBehalfOf">All of these in words, with their standing.</param>
internal sealed record ConsentPrivilege(RosterFinding Maker, RosterFinding? Principal, string? OnBehalfOf)
{
    public bool IsOfPrincipal => Principal?.IsGraverThan(Maker) == true;

    public RosterFinding Decisive => IsOfPrincipal ? Principal! : Maker;
}
