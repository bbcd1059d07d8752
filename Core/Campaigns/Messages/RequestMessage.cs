using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.RequestTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The question to one person: one page of their cards, with the current answers.</summary>
internal sealed class RequestMessage(SlackTemplates texts, AttestationRequestView view)
{
    // Characters for each card's list. The first one with which the page fits is used; with 0 a page fits always, see TextBudget. Where
    // Slack refuses even that, smaller ones are tried, in which a card is its title and its answer; then the page is divided.
    private static readonly int?[] Rooms = [700, 500, 350, 200, 100, 0, null];
    private static readonly int[] Budgets = [TextBudget.Message, 6_000, 3_000];

    private readonly RequestFrame frame = new(texts, view);

    public SlackMessage Render()
    {
        if (view.Entries.Count > view.CardsPerPage)
            throw new InvalidOperationException($"A page holds {view.CardsPerPage} cards, not {view.Entries.Count}.");
        return Render(0);
    }

    private SlackMessage Render(int level)
    {
        List<SlackBlock> blocks = [];
        foreach (var room in Rooms)
        {
            blocks = Compose(room);
            if (SlackSize.Of(blocks) <= Budgets[level])
                break;
        }
        return new SlackMessage(frame.Fallback(), blocks)
        {
            Smaller = () => level + 1 < Budgets.Length ? Render(level + 1) : Divided(),
        };
    }

    private SlackMessage? Divided() => view.FirstPart() is { } part ? new RequestMessage(texts, part).Titles() : null;

    private SlackMessage Titles() => new(frame.Fallback(), Compose(Rooms[^1])) { Smaller = Divided };

    private List<SlackBlock> Compose(int? room)
    {
        var cards = new CardBlocks(texts, view, room);
        List<SlackBlock> blocks =
        [
            SlackBlocks.Header(frame.Header()),
            SlackBlocks.Section(frame.Intro()),
            SlackBlocks.Context(frame.Progress()),
            .. view.Entries.SelectMany(cards.Of),
        ];
        if (FooterButtons() is { Count: > 0 } buttons)
            blocks.Add(new SlackBlock.Actions(buttons) { Id = "oaa.footer" });
        blocks.Add(SlackBlocks.Context(frame.Footer()));
        return blocks;
    }

    private List<SlackButton> FooterButtons()
    {
        List<SlackButton> buttons = [];
        // The low-risk card has its own.
        if (!view.IsClosed && view.KeepAllLowRiskCount > 0 && !view.Entries.Any(entry => entry is LowRiskCard))
            buttons.Add(CardBlocks.KeepAllButton(texts, view));
        if (view.Opened is not null)
        {
            var whole = new GroupButton(view.Campaign, view.ParticipantKey, 1, OpenedGroup.None, "").Encode();
            buttons.Add(SlackBlocks.Button(texts.Say(ButtonBack), SlackActions.OpenGroup, whole));
        }
        if (view.Page > 1)
            buttons.Add(Turn(ButtonPrevious, SlackActions.PreviousPage, view.Page - 1));
        if (view.Page < view.PageCount)
            buttons.Add(Turn(ButtonNext, SlackActions.NextPage, view.Page + 1));
        return buttons;
    }

    private SlackButton Turn(TextSlot label, string action, int page) =>
        SlackBlocks.Button(texts.Say(label), action, CardBlocks.PageValue(view, page));

    /// <summary>
    /// What happens to unanswered grants. For the delegate it is the policy's final action, because nobody is asked after them.
    /// </summary>
    internal static string Silence(SlackTemplates texts, SilencePolicy policy, bool onBehalf) => texts.Say(policy switch
    {
        SilencePolicy.Revoke => SilenceRevoke,
        SilencePolicy.Keep => SilenceKeep,
        _ => onBehalf ? SilenceOfManager : SilenceAskManager,
    });
}
