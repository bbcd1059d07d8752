namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>
/// Graph's permissions to install apps and tabs in Teams: <c>TeamsAppInstallation.{action}For{place}[.All]</c> and
/// <c>TeamsTab.{action}For{place}[.All]</c>.
/// </summary>
internal static class TeamsAppRule
{
    private static readonly Dictionary<string, (string Verb, Risk Risk)> Actions = new(StringComparer.Ordinal)
    {
        ["TeamsAppInstallation.Read"] = ("See which apps are installed in {0}", Risk.Low),
        ["TeamsAppInstallation.ReadSelected"] = ("See which of some chosen apps are installed in {0}", Risk.Low),
        ["TeamsAppInstallation.ReadWrite"] = ("Add, update and remove any app in {0}", Risk.Medium),
        ["TeamsAppInstallation.ReadWriteSelected"] = ("Add, update and remove some chosen apps in {0}", Risk.Medium),
        ["TeamsAppInstallation.ReadWriteSelf"] = ("Add itself to {0}, and update and remove itself", Risk.Low),
        ["TeamsAppInstallation.ManageSelected"] = ("Add and remove some chosen apps in {0} and decide what they may do there", Risk.High),
        ["TeamsAppInstallation.ReadWriteAndConsent"] = ("Add and remove any app in {0} and decide what it may do there", Risk.High),
        ["TeamsAppInstallation.ReadWriteAndConsentSelf"] = ("Add itself to {0} and decide for itself what it may do there", Risk.High),
        ["TeamsTab.ReadWrite"] = ("Add, change and remove all tabs in {0}", Risk.Medium),
        ["TeamsTab.ReadWriteSelf"] = ("Add, change and remove its own tabs in {0}", Risk.Low),
    };

    private static readonly Dictionary<string, (string Own, string All)> Places = new(StringComparer.Ordinal)
    {
        ["Chat"] = ("your chats", "every chat"),
        ["Team"] = ("your teams", "every team"),
        ["User"] = ("your personal Teams", "everyone's personal Teams"),
    };

    public static ComposedSentence? Compose(ScopeName name)
    {
        var stem = name.Scope.EndsWith(".All", StringComparison.Ordinal) ? name.Scope[..^".All".Length] : name.Scope;
        var split = stem.LastIndexOf("For", StringComparison.Ordinal);
        if (split < 0 || !Actions.TryGetValue(stem[..split], out var action) || !Places.TryGetValue(stem[(split + 3)..], out var place))
            return null;
        return name.Access == ScopeAccess.Delegated
            ? new ComposedSentence(action.Risk, string.Format(null, action.Verb, place.Own) + ".")
            : new ComposedSentence(Reach.Risk(name.Access, action.Risk), string.Format(null, action.Verb, place.All) + Reach.Alone);
    }
}
