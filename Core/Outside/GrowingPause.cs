namespace OAuthAttest.Outside;

/// <summary>The pause before a call is repeated: each is twice the one before.</summary>
public static class GrowingPause
{
    /// <summary>Far beyond every longest pause; without it the pause of a late attempt would be longer than a time span can be.</summary>
    private const int MostDoublings = 20;

    /// <param name="attempt">The attempts so far, from 1.</param>
    public static TimeSpan Of(int attempt, TimeSpan first, TimeSpan longest)
    {
        var pause = first * Math.Pow(2, Math.Min(attempt - 1, MostDoublings));
        return pause < longest ? pause : longest;
    }
}
