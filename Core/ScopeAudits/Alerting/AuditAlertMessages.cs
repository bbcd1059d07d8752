using OAuthAttest.ScopeAudits.Acting;
using OAuthAttest.ScopeAudits.Approving;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.ScopeAudits.Alerting.AuditAlertTexts;

namespace OAuthAttest.ScopeAudits.Alerting;

/// <summary>Changes that are alike: one line of the summary.</summary>
internal sealed record AlertGroup(Severity Severity, string EventName, string? Account, string? Who, Verdict Verdict, long Changes);

/// <summary>What an audit's summary says.</summary>
/// <param name="Groups">The worst first; <paramref name="Changes"/> counts all.</param>
/// <param name="Why">Why not everything could be read; null: it could.</param>
internal sealed record AuditAlert(
    string Key, DateTimeOffset From, DateTimeOffset Until, long Changes, IReadOnlyList<AlertGroup> Groups, string? Why);

/// <summary>One change, with what to do about it.</summary>
/// <param name="Plans">What can be planned about it from its message.</param>
internal sealed record AlertedChange(
    long Id, ScopeChange Change, string Means, Judgement Judgement, IReadOnlyList<FilledStep> Steps, IReadOnlyList<RemediationKind> Plans);

/// <summary>Renders what the security channel is told of an audit. Any record gives messages inside Slack's limits.</summary>
/// <param name="canPropose">Somebody may approve in Slack what deviates.</param>
internal sealed class AuditAlertMessages(SlackTemplates texts, bool canPropose)
{
    private readonly ScopeApprovalMessages approvals = new(texts);
    private readonly RemediationMessages remediations = new(texts);

    private const int MostCommand = 700;

    /// <summary>Slack refuses a message with 13,000 characters in all: https://github.com/slackapi/bolt-js/issues/2509.</summary>
    private const int RoomForSteps = 6000;

    public SlackMessage Summary(AuditAlert alert)
    {
        var count = TextValue.Of("count", alert.Changes);
        var lines = alert.Groups.Select(Line).ToList();
        var shown = alert.Groups.Sum(group => group.Changes);
        if (alert.Changes > shown)
            lines.Add(texts.Say(More, TextValue.Of("more", alert.Changes - shown)));
        List<SlackBlock> blocks =
        [
            SlackBlocks.Header(texts.Say(Header)),
            SlackBlocks.Section(texts.Say(Intro, count, From(alert), To(alert))),
            .. lines.Chunk(5).Select(some => SlackBlocks.Section(string.Join('\n', some))),
            SlackBlocks.Section(alert.Why is null ? texts.Say(Complete) : texts.Say(Partial, TextValue.Of("why", alert.Why))),
            SlackBlocks.Context(texts.Say(Where, TextValue.Of("id", alert.Key))),
        ];
        return new SlackMessage(texts.Say(Fallback, count), blocks);
    }

    public SlackMessage InDoubt(AuditAlert alert)
    {
        List<SlackBlock> blocks =
        [
            SlackBlocks.Section(alert.Changes == 0
                ? texts.Say(Doubt, From(alert), To(alert), TextValue.Of("why", alert.Why))
                : texts.Say(
                    DoubtBesides, From(alert), To(alert), TextValue.Of("why", alert.Why), TextValue.Of("count", alert.Changes))),
            SlackBlocks.Context(texts.Say(Where, TextValue.Of("id", alert.Key))),
        ];
        return new SlackMessage(texts.Say(DoubtFallback), blocks);
    }

    /// <summary>PagerDuty did not take a page.</summary>
    public SlackMessage PageFailure(AuditAlert alert, string why) => new(
        texts.Say(PageFailedFallback),
        [
            SlackBlocks.Section(texts.Say(PageFailed, TextValue.Of("why", why))),
            SlackBlocks.Context(texts.Say(Where, TextValue.Of("id", alert.Key))),
        ]);

    public SlackMessage Details(AlertedChange alerted)
    {
        var change = alerted.Change;
        var kind = TextValue.Of("kind", change.Severity.ToString());
        List<string> facts =
        [
            texts.Say(What, TextValue.Of("ability", alerted.Means), kind, TextValue.Of("name", change.EventName)),
            texts.Say(
                Place,
                TextValue.Of("when", change.At, withTime: true),
                TextValue.Of("account", change.Account ?? "unknown"),
                TextValue.Of("source", change.Region ?? "no Region")),
            texts.Say(
                Who,
                TextValue.Code("who", change.Actor.Session is { } session ? $"{change.Actor.Principal} ({session})" : Principal(change)),
                TextValue.Of("standing", change.SourceAddress ?? "an unknown address"),
                TextValue.Of("details", change.UserAgent ?? "no user agent")),
            texts.Say(Factor, TextValue.Of("reason", $"{FactorText(change.Mfa.Value)}: {change.Mfa.Reason}")),
        ];
        if (change.Target is { } target)
            facts.Add(texts.Say(Target, TextValue.Code("id", target)));
        facts.Add(texts.Say(Access, TextValue.Code("why", string.Join(", ", change.Access))));
        facts.Add(texts.Say(Rule, TextValue.Of("todo", alerted.Judgement.Rule)));
        List<SlackBlock> blocks = [.. facts.Chunk(4).Select(some => SlackBlocks.Section(string.Join('\n', some)))];
        var room = RoomForSteps;
        foreach (var (index, step) in alerted.Steps.Index())
        {
            var text = StepText(index + 1, step);
            room -= text.Length;
            blocks.Add(SlackBlocks.Section(room < 0 ? texts.Say(MoreSteps) : text));
            if (room < 0)
                break;
        }
        if (Buttons(alerted) is { Count: > 0 } buttons)
            blocks.Add(new SlackBlock.Actions(buttons) { Id = "oaa.scope.actions" });
        var name = TextValue.Of("name", change.EventName);
        return new SlackMessage(texts.Say(What, TextValue.Of("ability", alerted.Means), kind, name), blocks);
    }

    /// <summary>What can be done about it by a click.</summary>
    private List<SlackButton> Buttons(AlertedChange alerted)
    {
        List<SlackButton> buttons = [];
        if (canPropose && ScopeProposals.IsApprovable(alerted.Judgement.Verdict))
            buttons.Add(approvals.ProposeButton(alerted.Id));
        buttons.AddRange(alerted.Plans.Select(kind => remediations.PlanButton(alerted.Id, kind)));
        return buttons;
    }

    private string StepText(int number, FilledStep step)
    {
        var text = texts.Say(Step, TextValue.Of("number", number), TextValue.Of("todo", step.Text));
        if (step.Command is not { } command)
            return text;
        // A command is whole or not there: a part of one would do something else.
        var escaped = SlackText.Escape(command);
        return escaped.Length > MostCommand || escaped.Contains('`') || escaped.Any(char.IsControl)
            ? $"{text}\n{texts.Say(LongCommand)}"
            : $"{text}\n{texts.Say(Command, TextValue.Rendered("command", escaped))}";
    }

    private string Line(AlertGroup group) => texts.Say(
        Group,
        TextValue.Of("kind", group.Severity.ToString()),
        TextValue.Of("name", group.EventName),
        TextValue.Of("count", group.Changes),
        TextValue.Code("who", group.Who ?? "somebody unknown"),
        TextValue.Of("account", group.Account ?? "unknown"),
        TextValue.Of("standing", group.Verdict switch
        {
            Verdict.Expired => "its approval is over, or began later",
            Verdict.Deviation => "not approved",
            Verdict.Denied => "tried, and refused by AWS",
            _ => "cannot be judged",
        }));

    private static string Principal(ScopeChange change) => change.Actor.Principal ?? "somebody unknown";

    private static string FactorText(Mfa mfa) => mfa switch
    {
        Mfa.Yes => "yes",
        Mfa.No => "no",
        _ => "not recorded",
    };

    private static TextValue From(AuditAlert alert) => TextValue.Of("from", alert.From, withTime: true);

    private static TextValue To(AuditAlert alert) => TextValue.Of("to", alert.Until, withTime: true);
}
