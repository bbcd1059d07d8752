using System.Globalization;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.RequestTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The blocks of one card: its text, and its buttons while they count.</summary>
/// <param name="room">The number of characters for a card's list; null: cards are titles and answers only.</param>
internal sealed class CardBlocks(SlackTemplates texts, AttestationRequestView view, int? room)
{
    public IEnumerable<SlackBlock> Of(QuestionEntry entry) => entry switch
    {
        GrantCard grant => Of(grant),
        AppCard app => Of(
            $"app-{Number(app.AppId)}", new GroupCardText(texts).Write(app, room), Buttons(app)),
        LowRiskCard low => Of("low", new GroupCardText(texts).Write(low, room), Buttons(low)),
        _ => throw new InvalidOperationException($"Nothing shows {entry.GetType().Name}."),
    };

    public static string PageValue(AttestationRequestView view, int page) =>
        new PageButton(view.Campaign, view.ParticipantKey, page) { CardsPerPage = view.FewerPerPage }.Encode();

    public static SlackButton KeepAllButton(SlackTemplates texts, AttestationRequestView view)
    {
        var count = TextValue.Of("count", view.KeepAllLowRiskCount);
        return SlackBlocks.Button(
            texts.Say(ButtonKeepAll, count), SlackActions.KeepAllLowRisk, PageValue(view, view.Page), style: SlackButtonStyle.Primary) with
        {
            Confirm = new SlackConfirmation(
                texts.Say(ConfirmKeepAllTitle, count),
                texts.Say(ConfirmKeepAllText, count),
                texts.Say(ConfirmKeepAllYes),
                texts.Say(ConfirmKeepAllNo)
            ),
        };
    }

    private IEnumerable<SlackBlock> Of(GrantCard card)
    {
        var text = new GrantCardText(texts, card, view.IsClosed);
        var written = text.Write(room);
        return Of(Number(card.GrantId), written, Buttons(card, text.LeftOut && card.Abilities.Count > 0));
    }

    private static IEnumerable<SlackBlock> Of(string id, string text, List<SlackButton> buttons)
    {
        yield return SlackBlocks.Section(text, $"oaa.card.{id}");
        if (buttons.Count > 0)
            yield return new SlackBlock.Actions(buttons) { Id = $"oaa.grant.{id}" };
    }

    private List<SlackButton> Buttons(GrantCard card, bool leftOut)
    {
        var button = new GrantButton(view.Campaign, view.ParticipantKey, view.Page, card.GrantId, card.DigestPrefix);
        var value = button.Encode();
        List<SlackButton> buttons = [];
        if (!view.IsClosed && card.Answer == Answer.None)
        {
            var keep = card.KeepNeedsReason ? ButtonKeepReason : ButtonKeep;
            buttons.Add(Button(texts.Say(keep), card.AppName, SlackActions.Keep, value, SlackButtonStyle.Primary));
            if (card.Offer is { } offer)
            {
                var without = (button with { Offer = offer }).Encode();
                buttons.Add(Button(texts.Say(ButtonKeepWithout), card.AppName, SlackActions.KeepWithout, without));
            }
            buttons.Add(Button(texts.Say(ButtonRemove), card.AppName, SlackActions.Remove, value, SlackButtonStyle.Danger));
            buttons.Add(Button(texts.Say(ButtonNotMine), card.AppName, SlackActions.NotMine, value));
        }
        else if (!view.IsClosed)
        {
            buttons.Add(Button(texts.Say(ButtonChange), card.AppName, SlackActions.Change, value));
        }
        if (leftOut)
        {
            var all = texts.Say(ButtonDetails, TextValue.Of("count", card.Abilities.Count));
            buttons.Add(Button(all, card.AppName, SlackActions.Details, value));
        }
        return buttons;
    }

    private List<SlackButton> Buttons(AppCard card)
    {
        var group = OpenedGroup.OfApp(card.AppId);
        var value = new GroupButton(view.Campaign, view.ParticipantKey, view.Page, group, card.DigestPrefix).Encode();
        List<SlackButton> buttons = [];
        if (!view.IsClosed && card.Answers.Open > 0)
        {
            var count = TextValue.Of("count", card.Answers.Open);
            buttons.Add(Button(texts.Say(ButtonKeepApp, count), card.AppName, SlackActions.KeepApp, value, SlackButtonStyle.Primary));
            buttons.Add(Button(texts.Say(ButtonRemoveApp, count), card.AppName, SlackActions.RemoveApp, value, SlackButtonStyle.Danger));
        }
        else if (!view.IsClosed)
        {
            var all = texts.Say(ButtonChangeApp, TextValue.Of("count", card.Answers.Grants));
            buttons.Add(Button(all, card.AppName, SlackActions.ChangeApp, value));
        }
        buttons.Add(SeeEach(group, card.AppName));
        return buttons;
    }

    private List<SlackButton> Buttons(LowRiskCard card)
    {
        List<SlackButton> buttons = [];
        if (!view.IsClosed && view.KeepAllLowRiskCount > 0)
            buttons.Add(KeepAllButton(texts, view));
        buttons.Add(SeeEach(OpenedGroup.LowRisk, texts.Say(LowRiskHeading)));
        return buttons;
    }

    private SlackButton SeeEach(OpenedGroup group, string name) =>
        Button(
            texts.Say(ButtonSeeEach),
            name,
            SlackActions.OpenGroup,
            new GroupButton(view.Campaign, view.ParticipantKey, 1, group, "").Encode()
        );

    // The accessibility label includes the name: a screen reader would otherwise read "Remove" eight times without it.
    private static SlackButton Button(string label, string name, string action, string value, SlackButtonStyle? style = null) =>
        SlackBlocks.Button(label, action, value, $"{label} {name}", style);

    private static string Number(long id) => id.ToString(CultureInfo.InvariantCulture);
}
