namespace OAuthAttest.Campaigns.Messages;

/// <summary>One place of a page of the question: a grant, an app with the grants that nobody is left for, or the low-risk apps.</summary>
public abstract record QuestionEntry
{
    /// <summary>From 1, in the order of the list that is shown.</summary>
    public required int Number { get; init; }
}
