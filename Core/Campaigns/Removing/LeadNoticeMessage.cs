using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Revocations;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Removing.LeadTexts;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>Renders the message about items that a person must act on. Any notice gives a message inside Slack's limits.</summary>
internal sealed class LeadNoticeMessage(SlackTemplates texts)
{
    /// <summary>Items stand in the message with their buttons as long as there is room; the others are only counted.</summary>
    private const int Room = 8000;

    private static readonly (NoticeGroup Group, TextSlot Heading)[] Groups =
    [
        (NoticeGroup.CameBack, ReappearedHeading),
        (NoticeGroup.Questioned, QuestionedHeading),
        (NoticeGroup.Failed, FailedHeading),
        (NoticeGroup.NotRestored, NotRestoredHeading),
        (NoticeGroup.ByHand, ByHandHeading),
    ];

    public SlackMessage Render(LeadNotice notice)
    {
        var waiting = Groups.Sum(each => Count(notice, each.Group));
        TextValue[] values =
        [
            TextValue.Of("campaign", notice.Campaign.ToString()),
            TextValue.Of("count", notice.Counts.Values.Sum()),
        ];
        List<SlackBlock> blocks = [SlackBlocks.Section(texts.Say(Intro, values))];
        if (notice.Paused is { } paused)
        {
            blocks.Add(SlackBlocks.Section(
                texts.Say(Paused, TextValue.Of("who", paused.By), TextValue.Of("when", paused.Since, withTime: true))));
        }
        var room = Room;
        foreach (var (group, heading) in Groups)
            AddGroup(blocks, notice, group, heading, ref room);
        if (notice.Counts.Values.Sum() - waiting is > 0 and var done)
            blocks.Add(SlackBlocks.Section(texts.Say(Done, TextValue.Of("count", done))));
        blocks.Add(PauseButtons.Of(texts, notice.Campaign, Number(notice), isPaused: notice.Paused is not null));
        return new SlackMessage(texts.Say(Fallback, values), blocks).Shortenable(texts);
    }

    private void AddGroup(List<SlackBlock> blocks, LeadNotice notice, NoticeGroup group, TextSlot heading, ref int room)
    {
        var count = Count(notice, group);
        if (count == 0)
            return;
        blocks.Add(SlackBlocks.Section(texts.Say(heading, TextValue.Of("count", count))));
        var shown = 0;
        foreach (var item in notice.Items.Where(item => item.Group == group))
        {
            var text = Text(item);
            room -= text.Length;
            if (room < 0 || text.Length > SlackBlocks.TextLimit)
                break;
            blocks.Add(SlackBlocks.Section(text));
            // It is gone: there is nothing to remove, and nothing that could stand.
            if (group != NoticeGroup.NotRestored)
                blocks.Add(Buttons(notice, item));
            shown++;
        }
        if (count > shown)
        {
            blocks.Add(SlackBlocks.Section(
                texts.Say(More, TextValue.Of("more", count - shown), TextValue.Of("campaign", notice.Campaign.ToString()))));
        }
    }

    private string Text(NoticeItem item)
    {
        var task = item.Task;
        var account = AccountText.Of(texts, task.ConsentType, task.PersonEmail ?? task.PersonId);
        var title = texts.Say(
            Item,
            new CardLines(texts).Name("app", item.App, RequestTexts.AppUnnamed),
            account,
            TextValue.Of("provider", CardLines.ProviderTitle(task.Provider)),
            TextValue.Of("number", item.GrantId)
        );
        if (task.Without.Count > 0)
            title = CardLines.Join('\n', title, texts.Say(Without, TextValue.Of("details", string.Join(", ", task.Without))));
        return item.Group switch
        {
            NoticeGroup.CameBack => CardLines.Join('\n', title, CameBack(item)),
            NoticeGroup.ByHand => CardLines.Join('\n', title, ByHand(item)),
            _ => CardLines.Join('\n', title, texts.Say(Why, TextValue.Of("why", item.Problem))),
        };
    }

    private string? CameBack(NoticeItem item) => item is { AbsentAt: { } gone, ReappearedAt: { } back }
        ? texts.Say(Reappeared, TextValue.Of("from", gone, withTime: true), TextValue.Of("when", back, withTime: true))
        : null;

    private string ByHand(NoticeItem item)
    {
        var steps = HandSteps.Of(item.Task);
        return CardLines.Join(
            '\n',
            item.Owner is { } owner ? texts.Say(Who, TextValue.Of("who", owner)) : null,
            texts.Say(Steps, TextValue.Of("todo", steps.Words)),
            steps.Page is { } page ? texts.Say(Page, TextValue.Rendered("link", SlackText.LinkTarget(page))) : null,
            steps.Command is { } command
                ? texts.Say(Command, TextValue.Rendered("command", SlackText.Escape(command).Replace('`', 'ˋ')))
                : null
        );
    }

    private SlackBlock.Actions Buttons(LeadNotice notice, NoticeItem item)
    {
        var value = new ItemButton(notice.Campaign, item.GrantId, Number(notice)).Encode();
        List<SlackButton> buttons = [SlackBlocks.Button(texts.Say(ButtonStand), SlackActions.LetItemStand, value)];
        if (item.Group != NoticeGroup.ByHand)
        {
            var (label, question, meaning) = item.Task.Without.Count > 0
                ? (ButtonTake, ConfirmTakeTitle, ConfirmTakeText)
                : (ButtonAgain, ConfirmAgainTitle, ConfirmAgainText);
            var again = SlackBlocks.Button(texts.Say(label), SlackActions.RemoveItem, value, style: SlackButtonStyle.Danger);
            buttons.Insert(0, again with
            {
                Confirm = new(texts.Say(question), texts.Say(meaning), texts.Say(ConfirmYes), texts.Say(ConfirmNo)),
            });
        }
        return new SlackBlock.Actions(buttons) { Id = $"oaa.item.{item.GrantId}" };
    }

    private static long Count(LeadNotice notice, NoticeGroup group) => notice.Counts.GetValueOrDefault(group);

    private static long Number(LeadNotice notice) => notice.TellingAt.ToUnixTimeMilliseconds();
}
