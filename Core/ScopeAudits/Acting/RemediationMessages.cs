using OAuthAttest.ScopeAudits.Acting.Actions;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.ScopeAudits.Acting.RemediationMessageTexts;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>Renders what the channel is told of a remediation. Any record gives messages inside Slack's limits.</summary>
internal sealed class RemediationMessages(SlackTemplates texts)
{
    private const int MostCalls = 3;
    private const int MostEffects = 6;
    private const int MostCall = 680;

    /// <summary>The plan, with its buttons as long as it waits.</summary>
    public SlackMessage Plan(Remediation row, ScopeChange change)
    {
        var plan = RemediationPlan.Read(row.Plan!);
        var (what, account) = (What(row), TextValue.Of("account", row.Account));
        List<string> head =
        [
            texts.Say(
                Ask, what, account, TextValue.Of("source", row.Region), TextValue.Of("requestedBy", row.RequestedBy ?? "the settings")),
        ];
        if (change.Target is { } target)
            head.Add(texts.Say(Target, TextValue.Code("id", target)));
        if (plan.IsDisruptive)
            head.Add(texts.Say(Disruptive));
        var effects = plan.Effects.Take(MostEffects).Select(effect => texts.Say(Effect, TextValue.Of("todo", effect))).ToList();
        if (!plan.CanBeUndone)
            effects.Add(texts.Say(NoUndo));
        List<SlackBlock> blocks =
        [
            SlackBlocks.Header(texts.Say(Header)),
            SlackBlocks.Section(string.Join('\n', head)),
            .. plan.Calls.Take(MostCalls).Select(call => SlackBlocks.Section(CallText(call))),
            .. effects.Chunk(4).Select(some => SlackBlocks.Section(string.Join('\n', some))),
        ];
        var (digest, id) = (TextValue.Of("digest", Digest(row)[..12]), TextValue.Of("id", row.Id));
        if (row.State == RemediationState.Waiting)
        {
            blocks.Add(Buttons(row));
            blocks.Add(SlackBlocks.Context(texts.Say(Until, TextValue.Of("deadline", row.LapsesAt!.Value, withTime: true))));
        }
        blocks.Add(SlackBlocks.Context(texts.Say(Where, digest, id)));
        return new SlackMessage(texts.Say(Fallback, what, account), blocks);
    }

    /// <param name="row">Waiting.</param>
    /// <param name="approvers">The Slack accounts of those who may decide.</param>
    public SlackMessage Reminder(Remediation row, IReadOnlyList<string> approvers) => SlackMessage.Note(texts.Say(
        RemediationMessageTexts.Reminder,
        What(row),
        TextValue.Of("account", row.Account),
        TextValue.Rendered("who", string.Join(' ', approvers.Select(id => $"<@{id}>"))),
        TextValue.Of("deadline", row.LapsesAt!.Value, withTime: true)));

    /// <summary>What became of it; null: this state is not told.</summary>
    public SlackMessage? News(Remediation row)
    {
        if (NewsText(row) is not { } text)
            return null;
        return CanBeUndone(row)
            ? new SlackMessage(text, [SlackBlocks.Section(text), new SlackBlock.Actions([UndoButton(row)])])
            : SlackMessage.Note(text);
    }

    /// <summary>It was done by us, and is done.</summary>
    private static bool CanBeUndone(Remediation row) =>
        row.State is RemediationState.Done or RemediationState.Clean or RemediationState.NotClean or RemediationState.Inconclusive
            or RemediationState.Failed
        && row.AttemptedAt is not null
        && RemediationPlan.Read(row.Plan!).CanBeUndone;

    private string? NewsText(Remediation row)
    {
        var (what, account, why) = (What(row), TextValue.Of("account", row.Account), TextValue.Of("why", row.Problem));
        var who = TextValue.Of("who", row.DecidedBy ?? "nobody");
        var isRunbook = row.Kind == RemediationKind.StartRunbook;
        return row.State switch
        {
            RemediationState.Declined => texts.Say(Declined, what, account, who),
            RemediationState.Lapsed => texts.Say(Lapsed, what, account),
            RemediationState.NotNeeded => texts.Say(NotNeeded, what, account, why),
            RemediationState.Outdated => texts.Say(Outdated, what, account, why),
            RemediationState.Failed => texts.Say(Failed, what, account, why),
            RemediationState.Done when row.Problem is not null => texts.Say(WasSo, what, account, why),
            RemediationState.Done when row.Kind == RemediationKind.HandOverGrants => texts.Say(
                HandedOver, what, who, TextValue.Of("when", row.DoneAt!.Value, withTime: true)),
            RemediationState.Done => texts.Say(
                isRunbook ? RunbookDone : RemediationWork.Of(row.Kind).Nature.IsVisible ? Done : Taken, what, account, who,
                TextValue.Of("when", row.DoneAt!.Value, withTime: true)),
            RemediationState.Clean => texts.Say(Clean, what, account, why),
            RemediationState.NotClean => texts.Say(NotClean, what, account, why),
            RemediationState.Inconclusive => texts.Say(Inconclusive, what, account, why),
            RemediationState.Undone => texts.Say(
                isRunbook ? RunbookUndone : Undone, what, account, TextValue.Of("who", row.UndoBy ?? "nobody")),
            RemediationState.UndoFailed => texts.Say(UndoFailed, what, account, why),
            _ => null,
        };
    }

    /// <summary>A button that has this planned for a change.</summary>
    public SlackButton PlanButton(long changeId, RemediationKind kind) => new(
        new SlackTextObject.Plain(texts.Say(RemediationMessageTexts.Plan, TextValue.Rendered("kind", texts.Say(Of(kind))))),
        SlackActions.PlanRemediation + kind,
        new PlanButton(changeId, kind).Encode());

    private SlackBlock.Actions Buttons(Remediation row) => new SlackBlock.Actions(
    [
        new SlackButton(new SlackTextObject.Plain(texts.Say(Approve)), SlackActions.ApproveRemediation, Value(row))
        {
            Style = SlackButtonStyle.Danger,
            Confirm = Confirmation(row.Kind == RemediationKind.HandOverGrants ? ConfirmHandOver : ConfirmText, row),
        },
        new SlackButton(new SlackTextObject.Plain(texts.Say(Decline)), SlackActions.DeclineRemediation, Value(row)),
    ]);

    private SlackButton UndoButton(Remediation row) =>
        new(new SlackTextObject.Plain(texts.Say(Undo)), SlackActions.UndoRemediation, Value(row))
        {
            Confirm = Confirmation(row.Kind == RemediationKind.StartRunbook ? ConfirmUndoRunbook : ConfirmUndoText, row),
        };

    private SlackConfirmation Confirmation(TextSlot text, Remediation row) => new(
        texts.Say(ConfirmTitle),
        text == ConfirmHandOver ? texts.Say(text, What(row)) : texts.Say(text, What(row), TextValue.Of("account", row.Account)),
        texts.Say(ConfirmYes),
        texts.Say(ConfirmNo));

    private TextValue What(Remediation row) => TextValue.Rendered("name", texts.Say(Of(row.Kind)));

    private string CallText(PlannedCall call)
    {
        // A call is whole or not there: a part of one would be another.
        var shown = SlackText.Escape($"{call.Operation} {call.Parameters.ToJsonString()}");
        return shown.Length > MostCall || shown.Contains('`')
            ? texts.Say(LongCall, TextValue.Of("name", call.Operation))
            : texts.Say(Call, TextValue.Rendered("command", shown));
    }

    private static string Value(Remediation row) => new RemediationButton(row.Id, Digest(row)).Encode();

    private static string Digest(Remediation row) => Convert.ToHexStringLower(row.Digest!);
}
