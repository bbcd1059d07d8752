using System.Globalization;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Verifying;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.ScopeAudits.Approving.ScopeApprovalTexts;

namespace OAuthAttest.ScopeAudits.Approving;

/// <param name="Change">The change that it is about.</param>
internal sealed record ShownProposal(ScopeApproval Proposal, ScopeChange Change, string Means);

/// <param name="Day">The last day that is offered first.</param>
/// <param name="Latest">The last day that is possible.</param>
/// <param name="Channel">The conversation of the message that was clicked.</param>
public sealed record ProposalForm(ChangeButton Button, DateOnly Day, DateOnly Latest, string? Channel, string? Timestamp);

/// <summary>Renders proposals, what became of them, and the ends of entries. Any record gives messages inside Slack's limits.</summary>
public sealed class ScopeApprovalMessages(SlackTemplates texts)
{
    private const int MostAccess = 10;
    private const int MostLines = 15;

    /// <summary>
    /// Whether a message has room for the whole principal and for every scope or policy, as they are: an approver sees what is approved.
    /// </summary>
    internal static bool ShowsAllOf(ScopeChange change) =>
        change.Access.Count <= MostAccess
        && change.Access.Append(change.Actor.Principal!).All(IsShownWhole)
        && (change.Target is null || IsShownWhole(change.Target));

    /// <summary>The button that opens the modal.</summary>
    internal SlackButton ProposeButton(long changeId) =>
        SlackBlocks.Button(texts.Say(ButtonPropose), SlackActions.ProposeScope, new ChangeButton(changeId).Encode());

    public SlackModal Modal(ProposalForm form, ScopeChange change, string means)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(change);
        var reason = new SlackTextInput(SlackActions.ReasonInput)
        {
            Multiline = true,
            MinLength = SlackActions.ReasonMinLength,
            MaxLength = SlackActions.ReasonMaxLength,
        };
        var owner = new SlackTextInput(SlackActions.ScopeOwnerInput)
        {
            MinLength = SlackActions.ScopeOwnerMinLength,
            MaxLength = SlackActions.ScopeOwnerMaxLength,
        };
        var day = new SlackTextInput(SlackActions.ScopeDayInput)
        {
            MaxLength = SlackActions.ScopeDayMaxLength,
            InitialValue = Text(form.Day),
        };
        List<SlackBlock> blocks =
        [
            SlackBlocks.Section(texts.Say(ModalIntro, [Ability(means), Name(change), Whole(change.Actor.Principal), Account(change)])),
            .. Changed(change),
            .. change.Access.Select(access => SlackBlocks.Section(texts.Say(Access, Whole(access)))),
            SlackBlocks.Context(texts.Say(ModalNext)),
            Input(ReasonLabel, texts.Say(ReasonHint), reason),
            Input(OwnerLabel, texts.Say(OwnerHint), owner),
            Input(DayLabel, texts.Say(DayHint, TextValue.Of("to", Text(form.Latest))), day),
        ];
        return new SlackModal(texts.Say(ModalTitle), blocks)
        {
            Submit = texts.Say(Submit),
            Close = texts.Say(Close),
            CallbackId = SlackActions.ProposeScopeCallback,
            PrivateMetadata = new ReasonContext(form.Button.Encode(), form.Channel, form.Timestamp).Encode(),
        };
    }

    /// <summary>The proposal as it stands: with its buttons as long as nobody has decided.</summary>
    internal SlackMessage Proposal(ShownProposal shown)
    {
        var (proposal, change) = (shown.Proposal, shown.Change);
        List<SlackBlock> blocks =
        [
            SlackBlocks.Section(texts.Say(
                Intro, Person("who", proposal.ProposedBy), Name(change), TextValue.Of("when", change.At, withTime: true))),
            SlackBlocks.Section(string.Join('\n',
                texts.Say(Means, Ability(shown.Means)), texts.Say(Principal, Whole(proposal.Principal), Account(change)))),
            .. Changed(change),
            .. proposal.Access.Select(access => SlackBlocks.Section(texts.Say(Access, Whole(access)))),
            SlackBlocks.Section(texts.Say(Why, TextValue.Of("why", proposal.Reason), TextValue.Of("owner", proposal.Owner))),
            SlackBlocks.Section(texts.Say(
                ScopeApprovalTexts.Span, TextValue.Of("from", proposal.From, withTime: true), End(proposal))),
        ];
        if (proposal.State != ScopeApprovalState.Proposed)
        {
            blocks.Add(SlackBlocks.Section(StateText(proposal)));
            return new SlackMessage(texts.Say(Fallback, Name(change)), blocks);
        }
        if (!ChangeMaker.IsNamed(change.Actor))
            blocks.Add(SlackBlocks.Context(texts.Say(NobodyNamed)));
        blocks.Add(SlackBlocks.Context(texts.Say(Rules, TextValue.Of("deadline", proposal.LapsesAt, withTime: true))));
        blocks.Add(Buttons(proposal));
        return new SlackMessage(texts.Say(Fallback, Name(change)), blocks);
    }

    private IEnumerable<SlackBlock> Changed(ScopeChange change) =>
        change.Target is { } target ? [SlackBlocks.Section(texts.Say(Target, Whole(target)))] : [];

    /// <summary>What became of it, to whoever proposed it.</summary>
    internal SlackMessage OutcomeOf(ShownProposal shown) => new(
        texts.Say(OutcomeFallback),
        [SlackBlocks.Section(texts.Say(
            Outcome, Person("who", shown.Proposal.ProposedBy), Name(shown.Change), Account(shown.Change),
            TextValue.Rendered("todo", StateText(shown.Proposal))))]);

    /// <summary>An entry of the file ends an approval before its own end.</summary>
    internal SlackMessage EndedEarly(EndedApproval ended) => SlackMessage.Note(texts.Say(
        ScopeApprovalTexts.EndedEarly, TextValue.Code("id", ended.Entry), TextValue.Of("to", ended.Expires, withTime: true)));

    /// <summary>Entries that end soon, of one message.</summary>
    internal SlackMessage EndsSoon(IReadOnlyList<ScopeExpiryNotice> notices)
    {
        var count = TextValue.Of("count", notices.Count);
        var lines = notices.Take(MostLines).Select(Line).ToList();
        if (notices.Count > lines.Count)
            lines.Add(texts.Say(EndsMore, TextValue.Of("more", notices.Count - lines.Count)));
        return new SlackMessage(
            texts.Say(EndsFallback, count),
            [
                SlackBlocks.Section(texts.Say(Ends, count, TextValue.Of("number", notices[0].Days))),
                .. lines.Chunk(3).Select(some => SlackBlocks.Section(string.Join('\n', some))),
            ]);
    }

    /// <summary>The answer to a click that changed nothing; null when it changed something, or had before.</summary>
    public SlackMessage? Refusal(ScopeApprovalOutcome outcome, DateOnly latest)
    {
        TextSlot? slot = outcome switch
        {
            ScopeApprovalOutcome.UnknownPerson => UnknownPerson,
            ScopeApprovalOutcome.NotApprover => NotApprover,
            ScopeApprovalOutcome.IsProposer => IsProposer,
            ScopeApprovalOutcome.MadeTheChange => MadeTheChange,
            ScopeApprovalOutcome.UnknownChange => UnknownChange,
            ScopeApprovalOutcome.NotApprovable => NotApprovable,
            ScopeApprovalOutcome.TooLarge => TooLarge,
            ScopeApprovalOutcome.AlreadyApproved => AlreadyApproved,
            ScopeApprovalOutcome.AlreadyProposed => AlreadyProposed,
            ScopeApprovalOutcome.NobodyApproves => NobodyApproves,
            ScopeApprovalOutcome.UnknownProposal => UnknownProposal,
            ScopeApprovalOutcome.AlreadyDecided => AlreadyDecided,
            ScopeApprovalOutcome.HasLapsed => HasLapsed,
            _ => null,
        };
        return outcome == ScopeApprovalOutcome.WrongEnd ? SlackMessage.Note(WrongEnd(latest))
            : slot is null ? null
            : SlackMessage.Note(texts.Say(slot));
    }

    /// <summary>The modal's error when the day cannot be.</summary>
    public string WrongEnd(DateOnly latest) => texts.Say(WrongDay, TextValue.Of("to", Text(latest)));

    public string ReasonIsTooShort() => texts.Say(ReasonHint);

    public string OwnerIsTooShort() => texts.Say(OwnerHint);

    public SlackMessage PleaseTryAgain() => SlackMessage.Note(texts.Say(TryAgain));

    private SlackBlock.Actions Buttons(ScopeApproval proposal)
    {
        var value = new ProposalButton(proposal.Id).Encode();
        var approve = SlackBlocks.Button(
            texts.Say(ButtonApprove), SlackActions.ApproveScope, value, style: SlackButtonStyle.Primary) with
        {
            Confirm = new SlackConfirmation(
                texts.Say(ConfirmTitle), texts.Say(Confirm, End(proposal)), texts.Say(ConfirmYes), texts.Say(ConfirmNo)),
        };
        var decline = SlackBlocks.Button(texts.Say(ButtonDecline), SlackActions.DeclineScope, value);
        return new SlackBlock.Actions([approve, decline]) { Id = "oaa.scope.decide" };
    }

    private string StateText(ScopeApproval proposal)
    {
        var who = Person("who", proposal.DecidedBy ?? "");
        var when = TextValue.Of("when", proposal.DecidedAt ?? proposal.LapsesAt, withTime: true);
        return proposal.State switch
        {
            ScopeApprovalState.Approved => texts.Say(Approved, who, when, End(proposal)),
            ScopeApprovalState.Expired => texts.Say(Expired, who, when, End(proposal)),
            ScopeApprovalState.Declined => texts.Say(Declined, who, when),
            ScopeApprovalState.Lapsed => texts.Say(Lapsed, when),
            _ => throw new InvalidOperationException($"Nothing became of {proposal.Id} yet."),
        };
    }

    private string Line(ScopeExpiryNotice notice) => texts.Say(
        EndsLine,
        TextValue.Code("id", notice.Entry),
        TextValue.Of("owner", notice.Owner),
        TextValue.Of("when", notice.Expires, withTime: true),
        TextValue.Code("who", notice.Principal),
        TextValue.Code("name", notice.Access));

    private SlackBlock.Input Input(TextSlot label, string hint, SlackTextInput field) =>
        new(texts.Say(label), field) { Id = field.ActionId, Hint = hint };

    private static bool IsShownWhole(string text) =>
        SlackText.Code(text, int.MaxValue) is var shown && shown.Length <= Placeholders.MaxLength("command")
        // Two that differ only in what Slack would not show must not look the same.
        && shown == $"`{SlackText.Escape(text)}`";

    private static TextValue Whole(string? text) => TextValue.Code("command", text);

    private static TextValue Ability(string means) => TextValue.Of("ability", means);

    private static TextValue Name(ScopeChange change) => TextValue.Of("name", change.EventName);

    private static TextValue Account(ScopeChange change) => TextValue.Of("account", change.Account);

    private static TextValue End(ScopeApproval proposal) => TextValue.Of("to", proposal.Expires, withTime: true);

    /// <summary>An account's id is letters and digits, as the request's reading has it.</summary>
    private static TextValue Person(string name, string slackUserId) => TextValue.Rendered(name, $"<@{slackUserId}>");

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
