namespace OAuthAttest.Campaigns;

/// <summary>The five classes. They sum to the population.</summary>
public sealed record ClassNumbers(long Attested, long Remove, long Unanswered, long Unreachable, long Changed)
{
    public long Sum => Attested + Remove + Unanswered + Unreachable + Changed;

    /// <summary>Grants that somebody decided on.</summary>
    public long Decided => Attested + Remove;
}
