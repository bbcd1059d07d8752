namespace OAuthAttest.Escalations;

/// <summary>The rules' names in evidence and settings; they must never change.</summary>
public static class RuleNames
{
    public const string ScopeRisk = "scope-risk";
    public const string AdminConsent = "admin-consent";
    public const string TenantWide = "tenant-wide";
    public const string ApplicationPermissions = "application-permissions";
    public const string UnverifiedPublisher = "unverified-publisher";
    public const string YoungApp = "young-app";
    public const string OfflineAccess = "offline-access";

    /// <summary>Decides an exit: no rule makes the consent high-scope.</summary>
    public const string NotHighScope = "not-high-scope";

    /// <summary>Decides an exit: the person is in no roster, and all rosters are fresh.</summary>
    public const string StandardUser = "standard-user";

    /// <summary>Decides a drill, which is always escalated.</summary>
    public const string Drill = "drill";

    private const string PatternPrefix = "scope-pattern:";

    public static string ScopePattern(string pattern) => PatternPrefix + pattern;

    /// <summary>The rule in words for people.</summary>
    public static string InWords(string rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule switch
        {
            ScopeRisk => "A scope is at least as risky as the limit that is set.",
            AdminConsent => "An administrator consented in that role.",
            TenantWide => "The consent holds for everybody.",
            ApplicationPermissions => "The app uses the permissions by itself, without anybody signed in.",
            UnverifiedPublisher => "The app's publisher is known to be unverified.",
            YoungApp => "The app has existed for a short time only.",
            OfflineAccess => "The access outlives the session.",
            NotHighScope => "No rule makes the consent high-scope.",
            Drill => "It is a drill: nobody consented to anything.",
            StandardUser => "The person is in no part of the privileged roster, and all of it is fresh.",
            _ when rule.StartsWith(PatternPrefix, StringComparison.Ordinal) =>
                $"A scope matches the pattern {rule[PatternPrefix.Length..]}.",
            _ => rule,
        };
    }
}
