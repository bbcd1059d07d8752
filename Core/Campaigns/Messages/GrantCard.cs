using OAuthAttest.Grants;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>One grant as shown to a person. All texts are raw: the renderer escapes and shortens them.</summary>
public sealed record GrantCard : QuestionEntry
{
    /// <summary>Identifies the grant in a button; unique only together with the campaign's key.</summary>
    public required long GrantId { get; init; }

    public required ProviderName Provider { get; init; }

    public required string AppName { get; init; }

    public string? Publisher { get; init; }

    /// <summary>Null: unknown.</summary>
    public bool? PublisherVerified { get; init; }

    /// <summary>The account the grant was given with, if the person has several; null otherwise.</summary>
    public string? Account { get; init; }

    public required ConsentType ConsentType { get; init; }

    public required Ownership Ownership { get; init; }

    /// <summary>Who the grant belongs to, for orphans; null otherwise.</summary>
    public string? OriginalOwner { get; init; }

    public required Risk Risk { get; init; }

    /// <summary>What the app can do, highest risk first, without duplicates.</summary>
    public required IReadOnlyList<ScopeLine> Abilities { get; init; }

    /// <summary>Null: unknown.</summary>
    public DateTimeOffset? GrantedAt { get; init; }

    /// <summary>Null: unknown.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public required Drift Drift { get; init; }

    /// <summary>True when the scopes grew after the person was asked, so that an earlier answer does not count.</summary>
    public bool AskedAgain { get; init; }

    public Answer Answer { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The first bytes of the digest that the answer will be bound to, as lower-case hex; carried in the buttons.</summary>
    public required string DigestPrefix { get; init; }

    /// <summary>What it may be kept without, highest risk first; empty: that is not offered.</summary>
    public IReadOnlyList<ScopeLine> MayLose { get; init; } = [];

    /// <summary>What it would keep then, highest risk first.</summary>
    public IReadOnlyList<ScopeLine> WouldKeep { get; init; } = [];

    /// <summary>Tells this offer from another, for its button; null: nothing is offered.</summary>
    public string? Offer { get; init; }

    /// <summary>What it is kept without, highest risk first; empty: it is kept whole, or not kept.</summary>
    public IReadOnlyList<ScopeLine> Without { get; init; } = [];

    /// <summary>True when Keep requires a reason: high and critical risk.</summary>
    public bool KeepNeedsReason => Risk >= Risk.High;
}
