using OAuthAttest.Slack.Blocks;

namespace OAuthAttest.Slack.Messages;

/// <summary>
/// Counts the text of blocks as Slack does for its total limit: everything people can read, including buttons and dialogs.
/// </summary>
internal static class SlackSize
{
    public static int Of(IEnumerable<SlackBlock> blocks) => blocks.Sum(block => block switch
    {
        SlackBlock.Section section => section.Text.Text.Length,
        SlackBlock.Header header => header.Text.Text.Length,
        SlackBlock.Context context => context.Text.Text.Length,
        SlackBlock.Actions actions => actions.Buttons.Sum(Length),
        _ => 0,
    });

    private static int Length(SlackButton button) =>
        button.Label.Text.Length + Length(button.Confirm);

    private static int Length(SlackConfirmation? asked) =>
        asked is null ? 0 : asked.Title.Length + asked.Text.Length + asked.Yes.Length + asked.No.Length;
}
