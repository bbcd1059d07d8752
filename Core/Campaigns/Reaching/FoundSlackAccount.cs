namespace OAuthAttest.Campaigns.Reaching;

/// <summary>The Slack account of a person, looked for by all of their addresses.</summary>
/// <param name="SlackUserId">Set when exactly one account matches.</param>
/// <param name="Address">The address by which it was found.</param>
/// <param name="Candidates">The accounts that match, in order, when there is more than one: then nobody knows whose they are.</param>
public sealed record FoundSlackAccount(string? SlackUserId, string? Address, IReadOnlyList<string> Candidates)
{
    public bool IsAmbiguous => Candidates.Count > 0;
}
