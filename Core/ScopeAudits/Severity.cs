namespace OAuthAttest.ScopeAudits;

/// <summary>How bad a change is that nobody approved. Ordered: a higher value is worse.</summary>
public enum Severity
{
    Low = 1,
    Medium = 2,
    High = 3,
    Critical = 4,
}
