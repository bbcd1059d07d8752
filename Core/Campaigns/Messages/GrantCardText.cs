using OAuthAttest.Grants;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.RequestTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>
/// The text of one grant, in at most four lines. Its list of abilities uses the space it is given; the text says how many do not fit.
/// </summary>
internal sealed class GrantCardText(SlackTemplates texts, GrantCard card, bool isClosed)
{
    private readonly CardLines lines = new(texts);

    /// <summary>True when the last <see cref="Write"/> left abilities out.</summary>
    public bool LeftOut { get; private set; }

    /// <param name="room">The number of characters for the list of abilities; null: only the title and the answer.</param>
    public string Write(int? room)
    {
        LeftOut = true;
        var title = lines.Title(card.Number, card.AppName, card.Provider, card.Risk);
        if (room is not { } space)
            return CardLines.Join('\n', title, AnswerLine());
        var abilities = lines.Abilities(card.Abilities, space, out var leftOut);
        LeftOut = leftOut;
        return CardLines.Join('\n', title, FactsLine(), abilities, card.Answer == Answer.None ? OpenLine() : AnswerLine());
    }

    private string FactsLine() =>
        CardLines.Join(
            CardLines.Dot,
            lines.Publisher(card.Publisher, card.PublisherVerified),
            texts.Say(Facts, Date("granted", card.GrantedAt), Date("used", card.LastUsedAt)),
            card.Account is null ? null : texts.Say(Account, TextValue.Of("account", card.Account))
        );

    private string OpenLine() =>
        CardLines.Join(
            CardLines.Dot,
            isClosed ? texts.Say(NotAnswered) : null,
            card.AskedAgain ? texts.Say(AskedAgain) : null,
            DriftLine(),
            ConsentLine(),
            OwnershipLine()
        );

    private TextValue Date(string placeholder, DateTimeOffset? instant) =>
        instant is { } known ? TextValue.Of(placeholder, known, withTime: false) : TextValue.Rendered(placeholder, texts.Say(Unknown));

    // Growth after the question says more than the difference to the last review.
    private string? DriftLine() => card.Drift switch
    {
        _ when card.AskedAgain => null,
        Drift.New => texts.Say(DriftNew),
        Drift.Unchanged => texts.Say(DriftUnchanged),
        Drift.ScopesGrown => texts.Say(DriftGrown),
        Drift.KeptLastTime => texts.Say(DriftKept),
        _ => null,
    };

    private string? ConsentLine() => card.ConsentType switch
    {
        ConsentType.Tenant => texts.Say(ConsentTenant),
        ConsentType.Application => texts.Say(ConsentApplication),
        _ => null,
    };

    private string? OwnershipLine() => card.Ownership switch
    {
        Ownership.Orphan => texts.Say(OwnershipOrphan, lines.Name("owner", card.OriginalOwner, OwnerUnnamed)),
        Ownership.TenantWide => texts.Say(OwnershipTenantWide),
        Ownership.Service => texts.Say(OwnershipService),
        _ => null,
    };

    private string? AnswerLine()
    {
        if (card.Without.Count > 0)
            return texts.Say(AnsweredKeepWithout, Answered(), TextValue.Of("details", CardLines.Named(card.Without)));
        TextSlot? slot = card.Answer switch
        {
            Answer.Keep => AnsweredKeep,
            Answer.Remove => AnsweredRemove,
            Answer.NotMine => AnsweredNotMine,
            _ => null,
        };
        if (slot is null)
            return null;
        var line = texts.Say(slot, Answered());
        return string.IsNullOrWhiteSpace(card.Reason)
            ? line
            : line + CardLines.Dot + texts.Say(Reason, TextValue.Of("reason", card.Reason));
    }

    private TextValue Answered() =>
        card.AnsweredAt is { } at ? TextValue.Of("when", at, withTime: true) : TextValue.Rendered("when", texts.Say(Unknown));
}
