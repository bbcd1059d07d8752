using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>A message with its last texts left out where the whole one is too long for Slack. Titles and buttons stay.</summary>
internal static class ShorterMessage
{
    /// <summary>The message, which can be made smaller by half again and again.</summary>
    public static SlackMessage Shortenable(this SlackMessage message, SlackTemplates texts)
    {
        var fitting = SlackSize.Of(message.Blocks) <= TextBudget.Message ? message : Cut(message, TextBudget.Message, texts) ?? message;
        return fitting with { Smaller = () => Cut(fitting, SlackSize.Of(fitting.Blocks) / 2, texts)?.Shortenable(texts) };
    }

    private static SlackMessage? Cut(SlackMessage message, int room, SlackTemplates texts)
    {
        var note = SlackBlocks.Context(texts.Say(NoteTexts.LeftOut));
        room -= SlackSize.Of([note]) + message.Blocks.Where(IsKept).Sum(block => SlackSize.Of([block]));
        var kept = new List<SlackBlock>();
        var isFull = false;
        foreach (var block in message.Blocks.Where(block => !IsNote(block, note)))
        {
            if (!IsKept(block))
            {
                room -= SlackSize.Of([block]);
                isFull |= room < 0;
                if (isFull)
                    continue;
            }
            kept.Add(block);
        }
        return isFull ? message with { Blocks = [.. kept, note] } : null;
    }

    private static bool IsKept(SlackBlock block) => block is SlackBlock.Header or SlackBlock.Actions;

    private static bool IsNote(SlackBlock block, SlackBlock.Context note) => block is SlackBlock.Context context && context == note;
}
