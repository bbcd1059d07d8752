using System.Text;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Revocations;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Removing.RemovalTexts;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>Renders what a person is told about removed access. Any list gives a message inside Slack's limits.</summary>
internal sealed class RemovedMessage(SlackTemplates texts)
{
    private const int RoomForMore = 120;

    public SlackMessage Render(RemovedView view)
    {
        var campaign = TextValue.Of("campaign", view.Campaign.ToString());
        List<SlackBlock> blocks =
        [
            SlackBlocks.Section(texts.Say(Intro, campaign)),
            SlackBlocks.Section(Lines(view)),
            SlackBlocks.Section(Means(view)),
        ];
        return new SlackMessage(texts.Say(Fallback, campaign, TextValue.Of("count", view.Grants)), blocks).Shortenable(texts);
    }

    private string Lines(RemovedView view)
    {
        var text = new StringBuilder();
        var shown = 0L;
        foreach (var access in view.Access)
        {
            var line = Line(access);
            if (text.Length + line.Length > SlackBlocks.TextLimit - RoomForMore)
                break;
            text.Append(text.Length == 0 ? "" : "\n").Append(line);
            shown += access.Grants;
        }
        if (shown < view.Grants)
            text.Append('\n').Append(texts.Say(More, TextValue.Of("more", view.Grants - shown)));
        return text.ToString();
    }

    private string Line(RemovedAccess access)
    {
        var count = TextValue.Of("count", access.Grants);
        var details = access.Ownership switch
        {
            Ownership.Orphan => texts.Say(Orphans, count),
            Ownership.TenantWide => texts.Say(TenantWide),
            Ownership.Service => texts.Say(Service),
            _ => access.Grants > 1 ? texts.Say(Several, count) : "",
        };
        var standing = access.Removed switch
        {
            true => WasRemoved,
            false => WasGoneBefore,
            null => IsGone,
        };
        var reason = access.Reason switch
        {
            WorklistReason.NotRecognised => BecauseNotMine,
            WorklistReason.Unanswered => BecauseSilent,
            _ => BecauseRemove,
        };
        return texts.Say(
            RemovalTexts.Line,
            new CardLines(texts).Name("app", access.App, RequestTexts.AppUnnamed),
            TextValue.Rendered("details", details),
            TextValue.Rendered("standing", texts.Say(standing)),
            TextValue.Rendered("reason", texts.Say(reason))
        );
    }

    private string Means(RemovedView view) => CardLines.Join(
        '\n',
        view.Access.Any(access => access.Ownership == Ownership.Own) ? texts.Say(MeansOwn) : null,
        view.Access.Any(access => access.Ownership != Ownership.Own) ? texts.Say(MeansOthers) : null,
        view.IsOver ? texts.Say(TokensOver)
            : view.TokensUntil is { } until ? texts.Say(Tokens, TextValue.Of("when", until, withTime: true))
            : null,
        texts.Say(Help, TextValue.Of("help", view.Help))
    );
}
