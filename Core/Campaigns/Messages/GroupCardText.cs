using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.RequestTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The texts of cards that cover several grants, in at most four lines.</summary>
internal sealed class GroupCardText(SlackTemplates texts)
{
    private readonly CardLines lines = new(texts);

    /// <param name="room">The number of characters for the list of abilities; null: only the title and the answers.</param>
    public string Write(AppCard card, int? room)
    {
        var title = lines.Title(card.Number, card.AppName, card.Provider, card.Risk);
        var covers = CardLines.Join(
            CardLines.Dot,
            texts.Say(OrphanGroupLine, TextValue.Of("count", card.Answers.Grants)),
            AnswersLine(card.Answers)
        );
        return room is not { } space
            ? CardLines.Join('\n', title, covers)
            : CardLines.Join(
                '\n',
                title,
                lines.Publisher(card.Publisher, card.PublisherVerified),
                lines.Abilities(card.Abilities, space, out _),
                covers
            );
    }

    /// <param name="room">The number of characters for the names; null: only the title and the answers.</param>
    public string Write(LowRiskCard card, int? room)
    {
        var title = texts.Say(
            LowRiskTitle,
            TextValue.Of("number", card.Number),
            TextValue.Of("count", card.Answers.Grants),
            TextValue.Rendered("risk", CardLines.Risk(texts, Risk.Low))
        );
        return room is not { } space
            ? CardLines.Join('\n', title, AnswersLine(card.Answers))
            : CardLines.Join('\n', title, Names(card.AppNames, space), texts.Say(LowRiskWhy), AnswersLine(card.Answers));
    }

    private string AnswersLine(GroupAnswers answers) =>
        texts.Say(
            GroupAnswersLine,
            TextValue.Of("kept", answers.Kept),
            TextValue.Of("remove", answers.Removed),
            TextValue.Of("open", answers.Open)
        );

    private string Names(IReadOnlyList<string> names, int room)
    {
        var line = new StringBuilder();
        var shown = 0;
        foreach (var name in names)
        {
            var text = texts.Say(LowRiskName, lines.Name("app", name, AppUnnamed));
            if (text.Length + 2 > room)
                break;
            line.Append(shown == 0 ? "" : ", ").Append(text);
            room -= text.Length + 2;
            shown++;
        }
        if (shown < names.Count)
            line.Append(shown == 0 ? "" : ", ").Append(texts.Say(MoreNames, TextValue.Of("more", names.Count - shown)));
        return line.ToString();
    }
}
