using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.NoteTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>Renders the messages that are sent to Slack. The result is inside Slack's limits for any input.</summary>
public sealed class SlackMessages(SlackTemplates texts)
{
    private const int MostModalBlocks = 100;

    // A view may be 250 kB of JSON; this leaves room for the JSON around the text.
    private const int MostModalBytes = 180_000;

    /// <summary>The question to the participant or the delegate; also its update after an answer and after the close.</summary>
    /// <exception cref="InvalidOperationException">There are more cards than a page holds.</exception>
    public SlackMessage Request(AttestationRequestView view) => new RequestMessage(texts, view).Render();

    /// <summary>A reminder; it links the question.</summary>
    public SlackMessage Reminder(ReminderView view)
    {
        TextValue[] values =
        [
            TextValue.Of("open", view.OpenCount),
            TextValue.Of("deadline", view.ClosesAt, withTime: true),
            TextValue.Rendered("silence", RequestMessage.Silence(texts, view.Silence, view.OnBehalfOf is not null)),
            TextValue.Of("owner", view.OnBehalfOf),
            TextValue.Rendered(
                "link",
                SlackText.LinkTarget(view.OriginalLink)
            ),
        ];
        var linked = view.OriginalLink is { AbsoluteUri.Length: <= 500 };
        var (fallback, text) = (view.OnBehalfOf, linked) switch
        {
            (null, true) => (ReminderFallback, NoteTexts.Reminder),
            (null, false) => (ReminderFallback, ReminderWithoutLink),
            (_, true) => (ReminderFallbackOnBehalf, ReminderOnBehalf),
            (_, false) => (ReminderFallbackOnBehalf, ReminderOnBehalfWithoutLink),
        };
        return new SlackMessage(texts.Say(fallback, values), [SlackBlocks.Section(texts.Say(text, values))]);
    }

    /// <summary>The modal that asks why a risky app is kept. Its private_metadata holds identifiers only.</summary>
    public SlackModal ReasonModal(GrantCard card, GrantButton button, string? channel, string? timestamp)
    {
        var name = AppName(card.AppName);
        var intro = texts.Say(ReasonIntro, name, RiskOf(card.Risk));
        return WhyModal(
            new WhyWords(ReasonTitle, intro, texts.Say(ReasonLabel, name), ReasonPlaceholder, ReasonSubmit, SlackActions.ReasonCallback),
            card.Abilities,
            new ReasonContext(button.Encode(), channel, timestamp)
        );
    }

    /// <summary>The modal that asks why all open orphans of an app are kept or removed, and says how many that is.</summary>
    public SlackModal AppReasonModal(AppCard card, Answer answer, GroupButton button, string? channel, string? timestamp)
    {
        var keeps = answer == Answer.Keep;
        var intro = texts.Say(
            keeps ? KeepAppIntro : RemoveAppIntro,
            AppName(card.AppName),
            RiskOf(card.Risk),
            TextValue.Of("count", card.Answers.Open)
        );
        return WhyModal(
            new WhyWords(
                keeps ? KeepAppTitle : RemoveAppTitle,
                intro,
                texts.Say(AppReasonLabel),
                AppReasonPlaceholder,
                keeps ? KeepAppSubmit : RemoveAppSubmit,
                keeps ? SlackActions.KeepAppCallback : SlackActions.RemoveAppCallback
            ),
            card.Abilities,
            new ReasonContext(button.Encode(), channel, timestamp)
        );
    }

    /// <summary>The modal that says what an app is kept without, and what it keeps; submitted, it is the answer.</summary>
    public SlackModal WithoutModal(GrantCard card, GrantButton button, string? channel, string? timestamp)
    {
        var used = card.LastUsedAt is { } at
            ? TextValue.Of("used", at, withTime: false)
            : TextValue.Rendered("used", texts.Say(RequestTexts.Unknown));
        return new SlackModal(
            texts.Say(WithoutTitle),
            [
                SlackBlocks.Section(texts.Say(WithoutIntro, AppName(card.AppName), used)),
                .. AbilitySections(card.MayLose, (MostModalBlocks / 2) - 4, MostModalBytes / 2),
                SlackBlocks.Section(texts.Say(WithoutRest)),
                .. AbilitySections(card.WouldKeep, (MostModalBlocks / 2) - 4, MostModalBytes / 2),
                SlackBlocks.Section(texts.Say(WithoutNote)),
            ])
        {
            Submit = texts.Say(WithoutSubmit),
            Close = texts.Say(NoteTexts.Close),
            CallbackId = SlackActions.KeepWithoutCallback,
            PrivateMetadata = new ReasonContext(button.Encode(), channel, timestamp).Encode(),
        };
    }

    /// <summary>What a modal becomes whose answer did not count; null when it counted.</summary>
    public SlackModal? RefusalModal(DecisionOutcome outcome) => Refusal(outcome) is { } refusal
        ? new SlackModal(texts.Say(RefusedTitle), [SlackBlocks.Section(SlackText.Escape(refusal.Text))])
        {
            Close = texts.Say(NoteTexts.Close),
        }
        : null;

    /// <summary>The modal that lists everything an app can do.</summary>
    public SlackModal DetailsModal(GrantCard card) => new(
        texts.Say(DetailsTitle),
        [
            SlackBlocks.Section(
                texts.Say(
                    DetailsIntro,
                    AppName(card.AppName),
                    TextValue.Of("count", card.Abilities.Count)
                )
            ),
            .. AbilitySections(card.Abilities, MostModalBlocks - 2),
        ])
    {
        Close = texts.Say(NoteTexts.Close),
        CallbackId = SlackActions.DetailsCallback,
    };

    /// <summary>The note for a click that did not count; null when it counted.</summary>
    public SlackMessage? Refusal(DecisionOutcome outcome)
    {
        TextSlot? slot = outcome switch
        {
            DecisionOutcome.RefusedNotOwner => NotYours,
            DecisionOutcome.RefusedAfterCutOff => Closed,
            DecisionOutcome.RefusedCancelled => Cancelled,
            DecisionOutcome.RefusedGrantsChanged => GrantsChanged,
            DecisionOutcome.RefusedOfferChanged => OfferChanged,
            DecisionOutcome.RefusedUnknownGrant => UnknownGrant,
            DecisionOutcome.RefusedReasonMissing => ReasonMissing,
            DecisionOutcome.RefusedScopesChanged => ScopesChanged,
            _ => null,
        };
        return slot is null ? null : SlackMessage.Note(texts.Say(slot));
    }

    /// <summary>The note when Slack's three seconds were over before the modal could open.</summary>
    public SlackMessage PleaseTryAgain() => SlackMessage.Note(texts.Say(TryAgain));

    /// <summary>The note for Approve or Reject of a list that is no longer the current one.</summary>
    public SlackMessage WorklistHasChanged() => SlackMessage.Note(texts.Say(WorklistChanged));

    /// <summary>The note for Approve or Reject by a person who may not decide.</summary>
    public SlackMessage NotAnApprover() => SlackMessage.Note(texts.Say(NotApprover));

    /// <summary>The error in the reason modal when the reason is too short.</summary>
    public string ReasonIsTooShort() => texts.Say(ReasonTooShort);

    private SlackModal WhyModal(WhyWords words, IReadOnlyList<ScopeLine> abilities, ReasonContext context)
    {
        var input = new SlackTextInput(SlackActions.ReasonInput)
        {
            Multiline = true,
            MinLength = SlackActions.ReasonMinLength,
            MaxLength = SlackActions.ReasonMaxLength,
            Placeholder = texts.Say(words.Placeholder),
        };
        List<SlackBlock> blocks =
        [
            SlackBlocks.Section(words.Intro),
            .. AbilitySections(abilities, 4),
            new SlackBlock.Input(words.Label, input) { Id = SlackActions.ReasonInput, Hint = texts.Say(ReasonHint) },
        ];
        return new SlackModal(texts.Say(words.Title), blocks)
        {
            Submit = texts.Say(words.Submit),
            Close = texts.Say(NoteTexts.Close),
            CallbackId = words.Callback,
            PrivateMetadata = context.Encode(),
        };
    }

    private TextValue AppName(string name) => new CardLines(texts).Name("app", name, RequestTexts.AppUnnamed);

    private TextValue RiskOf(Risk risk) => TextValue.Rendered("risk", CardLines.Risk(texts, risk));

    private List<SlackBlock.Section> AbilitySections(
        IReadOnlyList<ScopeLine> abilities, int most, int mostBytes = MostModalBytes)
    {
        List<SlackBlock.Section> sections = [];
        var text = new StringBuilder();
        var (shown, bytes) = (0, 0);
        foreach (var line in abilities.Select(ability => CardLines.Line(texts, ability)))
        {
            bytes += Encoding.UTF8.GetByteCount(line);
            if (bytes > mostBytes)
                break;
            if (text.Length + line.Length + 1 > SlackBlocks.TextLimit)
            {
                sections.Add(SlackBlocks.Section(text.ToString()));
                text.Clear();
                if (sections.Count == most)
                    break;
            }
            text.Append(text.Length == 0 ? "" : "\n").Append(line);
            shown++;
        }
        if (text.Length > 0)
            sections.Add(SlackBlocks.Section(text.ToString()));
        if (shown < abilities.Count)
            sections.Add(SlackBlocks.Section(texts.Say(DetailsMore, TextValue.Of("more", abilities.Count - shown))));
        return sections;
    }

    /// <summary>What the modals that ask why differ in.</summary>
    private sealed record WhyWords(TextSlot Title, string Intro, string Label, TextSlot Placeholder, TextSlot Submit, string Callback);
}
