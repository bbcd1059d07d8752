using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Grants;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Escalations.Messages.EscalationTexts;

namespace OAuthAttest.Escalations.Messages;

/// <summary>Renders the messages about an incident for the security channel. Any input gives a message inside Slack's limits.</summary>
public sealed class IncidentMessages(SlackTemplates texts, IOptions<RevocationOptions> revocation)
{
    /// <summary>One line, the incident's link when it is known, the responder who has it, and the buttons while it is open.</summary>
    public SlackMessage Summary(IncidentView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var line = texts.Say(view.Total > 1 ? SummaryMany : EscalationTexts.Summary, Words(view));
        if (SafeLink(view.Incident.PagerDutyUrl) is { } link)
            line += " · " + texts.Say(PagerDutyLink, link);
        List<SlackBlock> blocks = [SlackBlocks.Section(line, "oaa.incident"), SlackBlocks.Context(StateText(view.Incident))];
        if (view.Incident.State != IncidentState.Resolved && Buttons(view) is { } buttons)
            blocks.Add(buttons);
        var fallback = texts.Say(view.Total > 1 ? FallbackMany : Fallback, PlainWords(view));
        return Marked(view.Incident, new SlackMessage(fallback, blocks)).Shortenable(texts);
    }

    /// <summary>Everything known, for the thread.</summary>
    public SlackMessage Details(IncidentView view, Uri? escalation, Uri? runbook, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Marked(view.Incident, new IncidentDetails(texts, view).Render(escalation, runbook, now)).Shortenable(texts);
    }

    /// <summary>A drill's messages say first that it is one; others are left as they are.</summary>
    public SlackMessage Marked(Incident incident, SlackMessage message)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(message);
        return incident.IsDrill
            ? message with
            {
                Text = $"{texts.Say(DrillNotice)} {message.Text}",
                Blocks = [SlackBlocks.Section(texts.Say(DrillHeader)), .. message.Blocks],
            }
            : message;
    }

    /// <summary>The alert that mentions everybody in the channel because nobody could be paged.</summary>
    public SlackMessage PageFailed(IncidentView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Marked(
            view.Incident,
            new SlackMessage(
                texts.Say(PageFailedFallback, PlainWords(view)),
                [SlackBlocks.Section(texts.Say(EscalationTexts.PageFailed, Words(view)))]
            )
        );
    }

    /// <summary>The page was accepted after the alert.</summary>
    public SlackMessage PageGotThrough(DateTimeOffset at) =>
        Note(texts.Say(EscalationTexts.PageGotThrough, TextValue.Of("when", at, withTime: true)));

    /// <summary>News about an incident that was acknowledged.</summary>
    public SlackMessage News(ConsentView of, bool isNewPerson)
    {
        ArgumentNullException.ThrowIfNull(of);
        return Note(
            texts.Say(
                isNewPerson ? NewPerson : HigherRisk,
                [
                    TextValue.Of("who", EscalationWords.Who(of.Consent, of.Decision)),
                    TextValue.Of("app", EscalationWords.App(of.Consent)),
                    TextValue.Of("standing", EscalationWords.PrivilegeOf(of.Decision)),
                    TextValue.Rendered("risk", CardLines.Risk(texts, of.Decision.Risk)),
                ]
            )
        );
    }

    /// <summary>There is more news than notes.</summary>
    public SlackMessage MoreNews() => Note(texts.Say(EscalationTexts.MoreNews));

    /// <summary>PagerDuty took the acknowledgement back.</summary>
    public SlackMessage Unacknowledged(string? by, DateTimeOffset at) => Note(Say(EscalationTexts.Unacknowledged, by, at));

    /// <summary>Somebody reopened the incident in PagerDuty.</summary>
    public SlackMessage Reopened(string? by, DateTimeOffset at) => Note(Say(EscalationTexts.Reopened, by, at));

    /// <summary>An alert before the newest one was resolved in PagerDuty.</summary>
    public SlackMessage EarlierAlert(string? by, int number) =>
        Note(texts.Say(EscalationTexts.EarlierAlert, Person(by), TextValue.Of("number", number)));

    /// <summary>A grant was revoked.</summary>
    public SlackMessage Revoked(ConsentRecord consent, int removed, DateTimeOffset? tokensLiveUntil)
    {
        var until = tokensLiveUntil is { } at ? TextValue.Of("when", at, withTime: true) : TextValue.Of("when", "their own end");
        return Note(
            texts.Say(removed > 0 ? EscalationTexts.Revoked : RevokedNothing, [.. Words(consent), TextValue.Of("count", removed), until])
        );
    }

    /// <summary>A person must revoke the grant at the provider.</summary>
    public SlackMessage RevokeByHand(ConsentRecord consent, string? reason) =>
        Note(
            texts.Say(
                EscalationTexts.RevokeByHand,
                [.. Words(consent), TextValue.Of("details", Sentence(reason)), .. ByHand(consent)]
            )
        );

    /// <summary>The provider listed nothing to revoke, twice.</summary>
    /// <param name="mayHaveRemoved">An attempt before had no clear answer.</param>
    public SlackMessage NothingFound(ConsentRecord consent, DateTimeOffset at, DateTimeOffset again, bool mayHaveRemoved)
    {
        var details = texts.Say(mayHaveRemoved ? NothingFoundUnclear : NothingFoundRemoved);
        return Note(
            texts.Say(
                EscalationTexts.NothingFound,
                [
                    .. Words(consent),
                    TextValue.Of("provider", consent.Facts.Provider.ToString()),
                    TextValue.Of("when", at, withTime: true),
                    TextValue.Of("delay", EscalationWords.Span(again - at)),
                    TextValue.Rendered("details", details),
                    .. ByHand(consent),
                ]
            )
        );
    }

    /// <summary>The modal that asks why it was a false positive.</summary>
    public SlackModal FalsePositiveModal(IncidentView view, IncidentButton button, string? channel, string? timestamp)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(button);
        var input = new SlackTextInput(SlackActions.ReasonInput)
        {
            Multiline = true,
            MinLength = SlackActions.ReasonMinLength,
            MaxLength = SlackActions.ReasonMaxLength,
            Placeholder = texts.Say(ReasonPlaceholder),
        };
        List<SlackBlock> blocks =
        [
            SlackBlocks.Section(texts.Say(ReasonIntro, Words(view))),
            new SlackBlock.Input(texts.Say(ReasonLabel), input) { Id = SlackActions.ReasonInput, Hint = texts.Say(ReasonHint) },
        ];
        return new SlackModal(texts.Say(ReasonTitle), blocks)
        {
            Submit = texts.Say(ReasonSubmit),
            Close = texts.Say(ReasonClose),
            CallbackId = SlackActions.FalsePositiveCallback,
            PrivateMetadata = new ReasonContext(button.Encode(), channel, timestamp).Encode(),
        };
    }

    /// <summary>The answer to a click that changed nothing; null when it changed something.</summary>
    public SlackMessage? Refusal(IncidentActOutcome outcome)
    {
        TextSlot? slot = outcome switch
        {
            IncidentActOutcome.AlreadySo => AlreadySo,
            IncidentActOutcome.RefusedNotResponder => NotResponder,
            IncidentActOutcome.RefusedResolved => AlreadyResolved,
            IncidentActOutcome.RefusedUnknownIncident => UnknownIncident,
            IncidentActOutcome.RefusedReasonMissing => ReasonHint,
            IncidentActOutcome.RefusedDrill => RefusedDrill,
            _ => null,
        };
        return slot is null ? null : SlackMessage.Note(texts.Say(slot));
    }

    /// <summary>The modal's error when the reason is too short.</summary>
    public string ReasonIsTooShort() => texts.Say(ReasonHint);

    /// <summary>Null: nothing is to be pressed, in a drill that was acknowledged.</summary>
    private SlackBlock.Actions? Buttons(IncidentView view)
    {
        var value = new IncidentButton(view.Incident.Id, IncidentKeys.EscalationKeyOf(view.Incident.DedupKey) ?? "").Encode();
        List<SlackButton> buttons = [];
        if (view.Incident.State == IncidentState.Open)
        {
            buttons.Add(
                SlackBlocks.Button(texts.Say(ButtonAcknowledge), SlackActions.AcknowledgeIncident, value, style: SlackButtonStyle.Primary)
            );
        }
        if (view.Incident.IsDrill)
            return buttons.Count > 0 ? new SlackBlock.Actions(buttons) { Id = "oaa.incident.actions" } : null;
        TextValue[] asks = [.. Words(view.First.Consent), TextValue.Of("count", view.Total), Lifetime(view.Incident.Provider)];
        var asked = texts.Say(view.Total > 1 ? ConfirmRevokeMany : ConfirmRevoke, asks);
        buttons.Add(SlackBlocks.Button(texts.Say(ButtonRevoke), SlackActions.RevokeIncident, value, style: SlackButtonStyle.Danger) with
        {
            Confirm = new SlackConfirmation(texts.Say(ConfirmRevokeTitle), asked, texts.Say(ConfirmYes), texts.Say(ConfirmNo)),
        });
        buttons.Add(SlackBlocks.Button(texts.Say(ButtonFalsePositive), SlackActions.FalsePositive, value));
        return new SlackBlock.Actions(buttons) { Id = "oaa.incident.actions" };
    }

    private string StateText(Incident incident) =>
        incident switch
        {
            { State: IncidentState.Resolved, End: IncidentEnd.Drill, AcknowledgedAt: null } => Say(
                StateDrillMissed,
                incident.ResolvedBy,
                incident.ResolvedAt
            ),
            { State: IncidentState.Resolved, End: IncidentEnd.Drill } => Say(
                StateDrillTaken,
                incident.AcknowledgedBy,
                incident.AcknowledgedAt
            ),
            { State: IncidentState.Acknowledged } => Say(StateAcknowledged, incident.AcknowledgedBy, incident.AcknowledgedAt),
            { State: IncidentState.Resolved, End: IncidentEnd.Revoked } => Say(StateRevoked, incident.ResolvedBy, incident.ResolvedAt),
            { State: IncidentState.Resolved, End: IncidentEnd.FalsePositive } => Say(
                StateFalsePositive,
                incident.ResolvedBy,
                incident.ResolvedAt,
                incident.Reason
            ),
            { State: IncidentState.Resolved } => Say(StateResolved, incident.ResolvedBy, incident.ResolvedAt),
            { PageFailureToldAt: not null, PageRoute: PageRoute.None } => texts.Say(StatePageFailed),
            { AcknowledgedAt: not null } => Say(StateOpenAgain, incident.AcknowledgedBy, incident.AcknowledgedAt),
            _ => texts.Say(StateOpen),
        };

    private string Say(TextSlot slot, string? name, DateTimeOffset? at, string? reason = null) =>
        texts.Say(
            slot,
            Person(name),
            at is { } when ? TextValue.Of("when", when, withTime: true) : TextValue.Of("when", "–"),
            TextValue.Of("reason", reason)
        );

    // A Slack user id becomes a mention; people from PagerDuty are shown by name.
    private TextValue Person(string? name) =>
        name switch
        {
            null or "" => TextValue.Rendered("name", texts.Say(Nobody)),
            ['U' or 'W', ..] when name.Length is >= 5 and <= 20 && name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)) =>
                TextValue.Rendered("name", $"<@{name}>"),
            _ => TextValue.Of("name", name),
        };

    private TextValue[] Words(IncidentView view) => Words(view, TextValue.Rendered("risk", CardLines.Risk(texts, view.Incident.Risk)));

    // Without formatting, because notifications show none.
    private static TextValue[] PlainWords(IncidentView view) => Words(view, TextValue.Of("risk", EscalationWords.Risk(view.Incident.Risk)));

    private static TextValue[] Words(IncidentView view, TextValue risk) =>
        [
            TextValue.Of("who", EscalationWords.Who(view.First.Consent, view.First.Decision)),
            TextValue.Of("app", EscalationWords.App(view.First.Consent)),
            TextValue.Of("standing", EscalationWords.PrivilegeOf(view.First.Decision)),
            risk,
            TextValue.Of("count", view.Total),
        ];

    /// <summary>Of a grant that is taken back: from whom, and which app.</summary>
    private static TextValue[] Words(ConsentRecord consent) =>
        [TextValue.Of("who", EscalationWords.Holder(consent)), TextValue.Of("app", EscalationWords.App(consent))];

    // Without a setting nobody knows how long: a person revokes at that provider.
    private TextValue Lifetime(ProviderName provider) => TextValue.Of(
        "lifetime", revocation.Value.TimesOf(provider) is { } times ? EscalationWords.AtMost(times.TokenLifetime) : "their own end");

    private static TextValue[] ByHand(ConsentRecord consent) =>
        [TextValue.Of("todo", EscalationWords.ByHand(consent)), TextValue.Code("id", EscalationWords.AppId(consent))];

    internal static TextValue? SafeLink(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var link) && link.Scheme == Uri.UriSchemeHttps && link.AbsoluteUri.Length <= 500
            ? TextValue.Rendered("link", SlackText.LinkTarget(link))
            : null;

    private static string Sentence(string? reason) =>
        reason is { Length: > 0 } ? char.ToUpperInvariant(reason[0]) + reason[1..] + (reason[^1] == '.' ? "" : ".") : "";

    private static SlackMessage Note(string markup) => new(markup, [SlackBlocks.Section(markup)]);
}
