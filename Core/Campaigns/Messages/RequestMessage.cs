using System.Globalization;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.RequestTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The question to one person: one page of their grants, with the current answers.</summary>
internal sealed class RequestMessage(SlackTemplates texts, AttestationRequestView view)
{
    // Characters for each list of abilities. The first one with which the page fits is used; the last always fits, see TextBudget.
    private static readonly int[] Rooms = [1400, 900, 600, 400, 250, 100, 0];

    public SlackMessage Render()
    {
        if (view.Cards.Count > AttestationRequestView.PageSize)
            throw new InvalidOperationException($"A page holds {AttestationRequestView.PageSize} grants, not {view.Cards.Count}.");
        List<SlackBlock> blocks = [];
        foreach (var room in Rooms)
        {
            blocks = Compose(room);
            if (SlackSize.Of(blocks) <= TextBudget.Message)
                break;
        }
        return new SlackMessage(FallbackText(), blocks);
    }

    private List<SlackBlock> Compose(int room)
    {
        List<SlackBlock> blocks = [SlackBlocks.Header(HeaderText()), SlackBlocks.Section(IntroText()), SlackBlocks.Context(ProgressText())];
        foreach (var card in view.Cards)
            blocks.AddRange(CardBlocks(card, room));
        if (FooterButtons() is { Count: > 0 } buttons)
            blocks.Add(new SlackBlock.Actions(buttons) { Id = "oaa.footer" });
        blocks.Add(SlackBlocks.Context(FooterText()));
        return blocks;
    }

    private IEnumerable<SlackBlock> CardBlocks(GrantCard card, int room)
    {
        var text = new GrantCardText(texts, card, view.IsClosed);
        var id = card.GrantId.ToString(CultureInfo.InvariantCulture);
        yield return SlackBlocks.Section(text.Write(room), $"oaa.card.{id}");
        var buttons = CardButtons(card, text.LeftOut);
        if (buttons.Count > 0)
            yield return new SlackBlock.Actions(buttons) { Id = $"oaa.grant.{id}" };
    }

    private List<SlackButton> CardButtons(GrantCard card, bool leftOut)
    {
        var value = new GrantButton(view.Campaign, view.ParticipantKey, view.Page, card.GrantId, card.DigestPrefix).Encode();
        List<SlackButton> buttons = [];
        if (!view.IsClosed && card.Answer == Answer.None)
        {
            buttons.Add(
                CardButton(card, card.KeepNeedsReason ? ButtonKeepReason : ButtonKeep, SlackActions.Keep, value, SlackButtonStyle.Primary)
            );
            buttons.Add(CardButton(card, ButtonRemove, SlackActions.Remove, value, SlackButtonStyle.Danger));
            buttons.Add(CardButton(card, ButtonNotMine, SlackActions.NotMine, value, null));
        }
        else if (!view.IsClosed)
        {
            buttons.Add(CardButton(card, ButtonChange, SlackActions.Change, value, null));
        }
        if (leftOut)
        {
            buttons.Add(
                SlackBlocks.Button(texts.Say(ButtonDetails, TextValue.Of("count", card.Abilities.Count)), SlackActions.Details, value)
            );
        }
        return buttons;
    }

    // The accessibility label includes the app's name: a screen reader would otherwise read "Remove" eight times without it.
    private SlackButton CardButton(GrantCard card, TextSlot label, string action, string value, SlackButtonStyle? style) =>
        SlackBlocks.Button(texts.Say(label), action, value, $"{texts.Say(label)} {card.AppName}", style);

    private List<SlackButton> FooterButtons()
    {
        List<SlackButton> buttons = [];
        if (!view.IsClosed && view.KeepAllLowRiskCount > 0)
            buttons.Add(KeepAllButton());
        if (view.Page > 1)
            buttons.Add(SlackBlocks.Button(texts.Say(ButtonPrevious), SlackActions.PreviousPage, PageValue(view.Page - 1)));
        if (view.Page < view.PageCount)
            buttons.Add(SlackBlocks.Button(texts.Say(ButtonNext), SlackActions.NextPage, PageValue(view.Page + 1)));
        return buttons;
    }

    private SlackButton KeepAllButton()
    {
        var count = TextValue.Of("count", view.KeepAllLowRiskCount);
        return SlackBlocks.Button(texts.Say(ButtonKeepAll, count), SlackActions.KeepAllLowRisk, PageValue(view.Page)) with
        {
            Confirm = new SlackConfirmation(
                texts.Say(ConfirmKeepAllTitle, count),
                texts.Say(ConfirmKeepAllText, count),
                texts.Say(ConfirmKeepAllYes),
                texts.Say(ConfirmKeepAllNo)
            ),
        };
    }

    private string PageValue(int page) => new PageButton(view.Campaign, view.ParticipantKey, page).Encode();

    private string HeaderText()
    {
        var campaign = TextValue.Of("campaign", view.Campaign.ToString());
        return view.OnBehalfOf is null
            ? texts.Say(Title, campaign)
            : texts.Say(TitleOnBehalf, campaign, TextValue.Of("owner", view.OnBehalfOf));
    }

    private string IntroText()
    {
        var deadline = TextValue.Of("deadline", view.ClosesAt, withTime: true);
        if (view.IsClosed)
            return texts.Say(IntroClosed, deadline);
        TextValue[] values =
        [
            TextValue.Of("askedBy", Capitalized(view.AskedBy)),
            TextValue.Of("why", view.Why),
            deadline,
            TextValue.Of("count", view.GrantCount),
            TextValue.Rendered("silence", Silence(texts, view.Silence, view.OnBehalfOf is not null)),
            TextValue.Of("owner", view.OnBehalfOf),
        ];
        var intro = texts.Say(view.OnBehalfOf is null ? Intro : IntroOnBehalf, values);
        return SlackText.Plain(view.RecipientName, 200).Length == 0
            ? intro
            : texts.Say(Greeting, TextValue.Of("name", view.RecipientName)) + '\n' + intro;
    }

    private string ProgressText() =>
        texts.Say(
            Progress,
            TextValue.Of("page", view.Page),
            TextValue.Of("pages", view.PageCount),
            TextValue.Of("count", view.GrantCount),
            TextValue.Of("open", view.OpenCount)
        );

    private string FooterText()
    {
        var deadline = TextValue.Of("deadline", view.ClosesAt, withTime: true);
        if (view.IsClosed)
            return texts.Say(FooterClosed);
        return view.OpenCount == 0
            ? texts.Say(FooterDone, deadline)
            : texts.Say(FooterOpen, TextValue.Of("open", view.OpenCount), deadline);
    }

    private string FallbackText() =>
        texts.Say(
            Fallback,
            TextValue.Of("name", view.RecipientName),
            TextValue.Of("askedBy", Capitalized(view.AskedBy)),
            TextValue.Of("count", view.GrantCount),
            TextValue.Of("open", view.OpenCount),
            TextValue.Of("deadline", view.ClosesAt, withTime: true)
        );

    /// <summary>
    /// What happens to unanswered grants. For the delegate it is the policy's final action, because nobody is asked after them.
    /// </summary>
    internal static string Silence(SlackTemplates texts, SilencePolicy policy, bool onBehalf) => texts.Say(policy switch
    {
        SilencePolicy.Revoke => SilenceRevoke,
        SilencePolicy.Keep => SilenceKeep,
        _ => onBehalf ? SilenceOfManager : SilenceAskManager,
    });

    // Capitalized, because "the security team" starts a sentence here.
    private static string Capitalized(string text) => text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}
