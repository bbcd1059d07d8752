using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>The decision about a drill: always escalated, whatever rules and roster say, and as urgent as most incidents are.</summary>
internal static class DrillDecision
{
    public static Decision Of(ConsentRecord consent, string dictionaryVersion, DateTimeOffset now) =>
        new(
            consent,
            new ScopeFinding(Risk.High, [RuleNames.Drill]),
            new ConsentPrivilege(RosterFinding.Privileged(RosterCategory.Custom, "drill", readAt: null), Principal: null, OnBehalfOf: null),
            Removals: null,
            dictionaryVersion,
            now
        );
}
