using OAuthAttest.Grants;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>One app with all its grants that belong to nobody active: whoever answers for the app may answer for all at once.</summary>
public sealed record AppCard : QuestionEntry
{
    public required long AppId { get; init; }

    public required ProviderName Provider { get; init; }

    public required string AppName { get; init; }

    public string? Publisher { get; init; }

    /// <summary>Null: unknown.</summary>
    public bool? PublisherVerified { get; init; }

    /// <summary>The highest risk of any of the grants.</summary>
    public required Risk Risk { get; init; }

    /// <summary>What any of the grants lets the app do, highest risk first, without duplicates.</summary>
    public required IReadOnlyList<ScopeLine> Abilities { get; init; }

    public required GroupAnswers Answers { get; init; }

    /// <summary>
    /// The first bytes of the digest of the grants that are open and of their scopes, as lower-case hex: an answer covers exactly these.
    /// </summary>
    public required string DigestPrefix { get; init; }
}

/// <summary>The person's low-risk apps in one card: each qualifies for "Keep all low-risk".</summary>
public sealed record LowRiskCard : QuestionEntry
{
    /// <summary>Raw names, without duplicates, in alphabetical order.</summary>
    public required IReadOnlyList<string> AppNames { get; init; }

    public required GroupAnswers Answers { get; init; }
}

/// <summary>How many grants a card covers, and how many of them have which answer.</summary>
/// <param name="Removed">Remove and Not mine.</param>
public sealed record GroupAnswers(int Grants, int Kept, int Removed)
{
    public int Open => Grants - Kept - Removed;
}
