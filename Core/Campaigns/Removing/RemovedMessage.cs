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
        List<SlackBlock> blocks = [];
        if (view.Grants > 0)
        {
            blocks.Add(SlackBlocks.Section(texts.Say(Intro, campaign)));
            blocks.Add(SlackBlocks.Section(Lines(view.Access.Where(access => !access.IsNarrowed), view.Grants, Line)));
        }
        if (view.Narrowed > 0)
        {
            blocks.Add(SlackBlocks.Section(texts.Say(NarrowedIntro, campaign)));
            blocks.Add(SlackBlocks.Section(Lines(view.Access.Where(access => access.IsNarrowed), view.Narrowed, NarrowedLine)));
        }
        if (view.GivenBack > 0)
        {
            blocks.Add(SlackBlocks.Section(texts.Say(BackIntro, campaign)));
            blocks.Add(SlackBlocks.Section(Lines(view.Back, view.GivenBack, BackLine, _ => 1)));
        }
        blocks.Add(SlackBlocks.Section(Means(view)));
        var gone = view.Grants + view.Narrowed;
        var fallback = view.Grants > 0 ? Fallback : gone > 0 ? NarrowedFallback : BackFallback;
        return new SlackMessage(texts.Say(fallback, campaign, TextValue.Of("count", gone > 0 ? gone : view.GivenBack)), blocks)
            .Shortenable(texts);
    }

    private string Lines(IEnumerable<RemovedAccess> all, long grants, Func<RemovedAccess, string> write) =>
        Lines(all, grants, write, access => access.Grants);

    private string Lines<T>(IEnumerable<T> all, long grants, Func<T, string> write, Func<T, long> count)
    {
        var text = new StringBuilder();
        var shown = 0L;
        foreach (var access in all)
        {
            var line = write(access);
            if (text.Length + line.Length > SlackBlocks.TextLimit - RoomForMore)
                break;
            text.Append(text.Length == 0 ? "" : "\n").Append(line);
            shown += count(access);
        }
        if (shown < grants)
            text.Append(text.Length == 0 ? "" : "\n").Append(texts.Say(More, TextValue.Of("more", grants - shown)));
        return text.ToString();
    }

    private string Line(RemovedAccess access)
    {
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
            WorklistReason.FoundByAudit => BecauseAudit,
            _ => BecauseRemove,
        };
        return texts.Say(
            RemovalTexts.Line,
            new CardLines(texts).Name("app", access.App, RequestTexts.AppUnnamed),
            TextValue.Rendered("details", Details(access)),
            TextValue.Rendered("standing", texts.Say(standing)),
            TextValue.Rendered("reason", texts.Say(reason))
        );
    }

    /// <summary>Of a grant that was to be kept with less it says only that: whether the rest is still there was not looked at.</summary>
    private string NarrowedLine(RemovedAccess access) => texts.Say(
        access.Removed == false ? RemovalTexts.NarrowedBefore : RemovalTexts.NarrowedLine,
        new CardLines(texts).Name("app", access.App, RequestTexts.AppUnnamed),
        TextValue.Rendered("standing", Details(access)),
        TextValue.Of("details", CardLines.Named(access.Lost)));

    private string BackLine(GivenBack back)
    {
        var app = new CardLines(texts).Name("app", back.App, RequestTexts.AppUnnamed);
        var who = TextValue.Of("who", back.By);
        var details = TextValue.Rendered("details", Details(back.Ownership, 1));
        if (back.Lost.Count > 0)
        {
            // Whether the rest of it is there was not looked at.
            var less = texts.Say(
                back.IsDone ? BackAgainScopes : BackLess,
                app,
                TextValue.Rendered("standing", Details(back.Ownership, 1)),
                who,
                TextValue.Of("details", CardLines.Named(back.Lost)));
            return back.IsDone ? less : $"{less} {How(back)}";
        }
        if (back.IsDone)
            return texts.Say(BackAgain, app, details, who);
        var gone = back.Ownership == Ownership.Own ? texts.Say(BackGone, app, who) : texts.Say(BackGoneOfOthers, app, details, who);
        return $"{gone} {How(back)}";
    }

    /// <summary>Whoever is told of an account that is not theirs cannot sign in with it.</summary>
    private string How(GivenBack back) =>
        back.Ownership != Ownership.Own ? texts.Say(HowByOthers)
        : back.Page is { } page ? texts.Say(HowByLink, TextValue.Rendered("link", SlackText.LinkTarget(page)))
        : texts.Say(HowByApp);

    private string Details(RemovedAccess access) => Details(access.Ownership, access.Grants);

    private string Details(Ownership ownership, long grants)
    {
        var count = TextValue.Of("count", grants);
        return ownership switch
        {
            Ownership.Orphan => texts.Say(Orphans, count),
            Ownership.TenantWide => texts.Say(TenantWide),
            Ownership.Service => texts.Say(Service),
            _ => grants > 1 ? texts.Say(Several, count) : "",
        };
    }

    private string Means(RemovedView view) => CardLines.Join(
        '\n',
        view.Access.Any(access => access is { IsNarrowed: false, Ownership: Ownership.Own }) ? texts.Say(MeansOwn) : null,
        view.Access.Any(access => !access.IsNarrowed && access.Ownership != Ownership.Own) ? texts.Say(MeansOthers) : null,
        view.Narrowed > 0 ? texts.Say(MeansNarrowed) : null,
        view.IsOver ? texts.Say(TokensOver)
            : view.TokensUntil is { } until ? texts.Say(Tokens, TextValue.Of("when", until, withTime: true))
            : null,
        texts.Say(Help, TextValue.Of("help", view.Help))
    );
}
