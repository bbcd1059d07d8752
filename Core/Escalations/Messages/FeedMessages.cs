using OAuthAttest.Slack;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Escalations.Messages.FeedTexts;

namespace OAuthAttest.Escalations.Messages;

/// <summary>Renders the notices about feeds.</summary>
public sealed class FeedMessages(SlackTemplates texts)
{
    public SlackMessage Render(FeedNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        TextValue[] values =
        [
            TextValue.Of("source", notice.Log is { } log ? $"{notice.Source.Slug()} ({log} log)" : notice.Source.Slug()),
            TextValue.Of("when", notice.At, withTime: true),
            TextValue.Of("count", notice.Count),
            TextValue.Of("details", notice.Details),
            TextValue.Of("digest", notice.Digest),
        ];
        return notice.Kind switch
        {
            FeedNoticeKind.PollFailing => Failing(notice, notice.HasSucceeded ? PollFailing : PollNeverWorked, values),
            FeedNoticeKind.WatchFailing => Failing(notice, notice.HasSucceeded ? WatchFailing : WatchNeverWorked, values),
            FeedNoticeKind.RosterFailing =>
                Failing(notice, notice.HasSucceeded ? RosterFailing : RosterNeverWorked, values, RosterFailingFallback),
            FeedNoticeKind.RosterWorks => Message(RosterWorksFallback, RosterWorks, values),
            FeedNoticeKind.PollWorks => Message(WorksFallback, PollWorks, values),
            FeedNoticeKind.WatchWorks => Message(WorksFallback, WatchWorks, values),
            FeedNoticeKind.RecordsSetAside =>
                Message(SetAsideFallback, notice.HasSucceeded ? SetAside : SetAsideWithoutTime, values),
            _ => throw new InvalidOperationException($"Nothing is said about {notice.Kind}."),
        };
    }

    private SlackMessage Failing(FeedNotice notice, TextSlot slot, TextValue[] values, TextSlot? fallback = null)
    {
        var why = texts.Say(notice.Count > 0 ? Failures : NoFailure, values);
        return new SlackMessage(
            texts.Say(fallback ?? FailingFallback, values),
            [SlackBlocks.Section($"{texts.Say(slot, values)}\n{why}")]
        );
    }

    private SlackMessage Message(TextSlot fallback, TextSlot slot, TextValue[] values) =>
        new(texts.Say(fallback, values), [SlackBlocks.Section(texts.Say(slot, values))]);
}
