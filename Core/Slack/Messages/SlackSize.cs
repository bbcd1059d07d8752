using Slack.NetStandard;
using Slack.NetStandard.Messages.Blocks;
using Slack.NetStandard.Messages.Elements;

namespace OAuthAttest.Slack.Messages;

/// <summary>Counts the text of blocks as Slack's total limit does: everything people can read, buttons and dialogs included.</summary>
internal static class SlackSize
{
    public static int Of(IEnumerable<IMessageBlock> blocks) => blocks.Sum(block => block switch
    {
        Section section => Length(section.Text) + section.Fields.Sum(Length),
        Header header => Length(header.Text),
        Context context => context.Elements.OfType<TextObject>().Sum(Length),
        Actions actions => actions.Elements.OfType<Button>().Sum(Length),
        _ => 0,
    });

    private static int Length(Button button) =>
        Length(button.Text) + (button.Confirm is { } confirm ? Length(confirm.Title) + Length(confirm.Text) + Length(confirm.Confirm) + Length(confirm.Deny) : 0);

    private static int Length(TextObject? text) => text?.Text?.Length ?? 0;
}
