namespace OAuthAttest.Campaigns.Messages;

/// <summary>One page of the question to one person, with the current answers.</summary>
public sealed record AttestationRequestView
{
    /// <summary>
    /// Cards per page: with two blocks each, a header and a footer, a page fits Slack's limits of 50 blocks and of total text.
    /// </summary>
    public const int PageSize = 8;

    public required CampaignKey Campaign { get; init; }

    public required string ParticipantKey { get; init; }

    public string? RecipientName { get; init; }

    /// <summary>Who asks, e.g. "the security team".</summary>
    public required string AskedBy { get; init; }

    /// <summary>Why the campaign asks, in one or two sentences.</summary>
    public required string Why { get; init; }

    public required DateTimeOffset ClosesAt { get; init; }

    /// <summary>What happens to grants that stay unanswered.</summary>
    public required SilencePolicy Silence { get; init; }

    /// <summary>Whom to ask about the review, e.g. "#security-help"; null: those who ask.</summary>
    public string? Help { get; init; }

    /// <summary>The cards of this page, at most <see cref="CardsPerPage"/>, in order of their number.</summary>
    public required IReadOnlyList<QuestionEntry> Entries { get; init; }

    /// <summary>Of them, those of single grants.</summary>
    public IEnumerable<GrantCard> Cards => Entries.OfType<GrantCard>();

    /// <summary>The card that is opened, so that its grants are the list; null: the whole list.</summary>
    public QuestionEntry? Opened { get; init; }

    /// <summary>As <see cref="Opened"/>, for buttons and for the participant's row.</summary>
    public OpenedGroup OpenedGroup => Opened switch
    {
        LowRiskCard => Campaigns.OpenedGroup.LowRisk,
        AppCard app => Campaigns.OpenedGroup.OfApp(app.AppId),
        _ => Campaigns.OpenedGroup.None,
    };

    public required int Page { get; init; }

    public required int PageCount { get; init; }

    /// <summary>How many cards a page has here: fewer than <see cref="PageSize"/> where Slack took no more.</summary>
    public int CardsPerPage { get; init; } = PageSize;

    /// <summary>The same for buttons and for the participant's row; null: the usual number.</summary>
    public int? FewerPerPage => CardsPerPage == PageSize ? null : CardsPerPage;

    /// <summary>All cards, on all pages.</summary>
    public required int CardCount { get; init; }

    /// <summary>All grants of the person, on all pages.</summary>
    public required int GrantCount { get; init; }

    /// <summary>Those without an answer, on all pages.</summary>
    public required int OpenCount { get; init; }

    /// <summary>How many grants "Keep all low-risk" would keep; 0 hides the button. On the low-risk card, where the page has one.</summary>
    public int KeepAllLowRiskCount { get; init; }

    /// <summary>True after the cut-off: the message is shown without buttons.</summary>
    public bool IsClosed { get; init; }

    /// <summary>True when the campaign was cancelled, which closes it too.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>The person's name when the message goes to the delegate; null otherwise.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>How many pages the cards need; one where there is none.</summary>
    public static int PagesOf(int cards, int perPage) => Math.Max(1, (cards + perPage - 1) / perPage);

    /// <summary>The first part of this page as a page of its own, with at most half of its cards; null: it has one card.</summary>
    public AttestationRequestView? FirstPart()
    {
        var size = CardsPerPage;
        while (size > 1 && size * 2 > Entries.Count + 1)
            size /= 2;
        if (size >= Entries.Count)
            return null;
        var shown = Entries.Take(size).ToList();
        return this with
        {
            Entries = shown,
            CardsPerPage = size,
            Page = ((Page - 1) * CardsPerPage / size) + 1,
            PageCount = PagesOf(CardCount, size),
            // Offered next to the names that it covers.
            KeepAllLowRiskCount = Entries.Any(IsLowRisk) && !shown.Any(IsLowRisk) ? 0 : KeepAllLowRiskCount,
        };

        static bool IsLowRisk(QuestionEntry entry) => entry is LowRiskCard;
    }
}
