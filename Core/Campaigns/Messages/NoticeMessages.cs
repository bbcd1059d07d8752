using System.Text;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.NoteTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>Renders the short notices: answers made void, a campaign that did not open.</summary>
public sealed class NoticeMessages(SlackTemplates texts)
{
    private const int MostProblems = 10;

    /// <summary>Answers are void because scopes grew.</summary>
    public SlackMessage ScopesGrew(ScopesGrewView view)
    {
        var linked = view.OriginalLink is { AbsoluteUri.Length: <= 500 };
        TextValue[] values =
        [
            TextValue.Of("open", view.OpenCount),
            TextValue.Of("deadline", view.ClosesAt, withTime: true),
            TextValue.Rendered(
                "link",
                SlackText.LinkTarget(view.OriginalLink)
            ),
        ];
        return new SlackMessage(texts.Say(GrewFallback, values), [SlackBlocks.Section(texts.Say(linked ? Grew : GrewWithoutLink, values))]);
    }

    /// <summary>Slack refuses the app's messages, whoever they are for.</summary>
    public SlackMessage Refused(CampaignKey campaign, string method, string error)
    {
        TextValue[] values =
        [
            TextValue.Of("campaign", campaign.ToString()),
            TextValue.Of("name", method),
            TextValue.Of("reason", error),
        ];
        return new SlackMessage(texts.Say(RefusedFallback, values), [SlackBlocks.Section(texts.Say(NoteTexts.Refused, values))]);
    }

    /// <summary>Slack was out, and answers again.</summary>
    public SlackMessage Outage(CampaignKey campaign, DateTimeOffset since, DateTimeOffset until)
    {
        TextValue[] values =
        [
            TextValue.Of("campaign", campaign.ToString()),
            TextValue.Of("from", since, withTime: true),
            TextValue.Of("to", until, withTime: true),
        ];
        return new SlackMessage(texts.Say(OutageFallback, values), [SlackBlocks.Section(texts.Say(NoteTexts.Outage, values))]);
    }

    /// <summary>A campaign that was due did not open.</summary>
    public SlackMessage StartBlocked(StartBlockedView view)
    {
        var campaign = TextValue.Of("campaign", view.Campaign.ToString());
        var text = new StringBuilder(texts.Say(Blocked, campaign));
        var shown = 0;
        foreach (
            var line in view.Problems.Take(MostProblems).Select(problem => '\n' + texts.Say(BlockedLine, TextValue.Of("details", problem)))
        )
        {
            if (text.Length + line.Length > SlackBlocks.TextLimit - 120)
                break;
            text.Append(line);
            shown++;
        }
        if (shown < view.Problems.Count)
            text.Append('\n').Append(texts.Say(BlockedMore, TextValue.Of("more", view.Problems.Count - shown)));
        return new SlackMessage(texts.Say(BlockedFallback, campaign), [SlackBlocks.Section(text.ToString())]);
    }
}
