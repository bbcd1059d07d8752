namespace OAuthAttest.Escalations;

public enum PageRoute
{
    None = 0,
    Primary = 1,
    Fallback = 2,
}
