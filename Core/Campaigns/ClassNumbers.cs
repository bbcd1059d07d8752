namespace OAuthAttest.Campaigns;

/// <summary>The number of grants in each of the five classes. They add up to the population.</summary>
public sealed record ClassNumbers(long Attested, long Remove, long Unanswered, long Unreachable, long Changed)
{
    public long Sum => Attested + Remove + Unanswered + Unreachable + Changed;

    /// <summary>Grants that somebody answered.</summary>
    public long Decided => Attested + Remove;
}
