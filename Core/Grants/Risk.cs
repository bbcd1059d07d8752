namespace OAuthAttest.Grants;

/// <summary>How much harm an app can do with what it was granted. Ordered: a higher value is worse.</summary>
public enum Risk
{
    Low = 1,
    Medium = 2,
    High = 3,
    Critical = 4,
}
