using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.ScopeAudits.Acting;
using OAuthAttest.ScopeAudits.Approving;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Interactions;

/// <summary>Parses the JSON of an interaction.</summary>
/// <remarks>https://docs.slack.dev/reference/interaction-payloads</remarks>
internal static class SlackPayload
{
    private const int LongestId = 64;

    private static readonly string[] Callbacks =
    [
        SlackActions.ReasonCallback,
        SlackActions.KeepAppCallback,
        SlackActions.RemoveAppCallback,
        SlackActions.FalsePositiveCallback,
        SlackActions.KeepWithoutCallback,
        SlackActions.ProposeScopeCallback,
    ];

    public static SlackInteraction Read(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object)
            throw new SlackFieldException("payload", "is not a JSON object");
        return Text(payload, "type", "payload.type") switch
        {
            "block_actions" => ReadAction(payload),
            "view_submission" => ReadSubmission(payload),
            _ => new SlackInteraction.Ignored("another type of interaction"),
        };
    }

    private static SlackInteraction ReadAction(JsonElement payload)
    {
        if (
            !payload.TryGetProperty("actions", out var actions)
            || actions.ValueKind != JsonValueKind.Array
            || actions.GetArrayLength() == 0
        )
        {
            throw new SlackFieldException("payload.actions", "must be a list with an action");
        }
        var action = actions[0];
        if (action.ValueKind != JsonValueKind.Object)
            throw new SlackFieldException("payload.actions[0]", "must be an object");
        var actionId = Text(action, "action_id", "payload.actions[0].action_id");
        if (!actionId.StartsWith("oaa.", StringComparison.Ordinal))
            return new SlackInteraction.Ignored("another app's action");
        var click = ReadClick(payload, action, actionId);
        var value = OptionalText(action, "value", "payload.actions[0].value");
        SlackCommand? command = actionId switch
        {
            SlackActions.Keep => new KeepClicked(click, Grant(value)),
            SlackActions.KeepWithout => new KeepWithoutClicked(click, Offered(GrantButton.Decode(value)) ?? throw NotOurs()),
            SlackActions.Remove => new RemoveClicked(click, Grant(value)),
            SlackActions.NotMine => new NotMineClicked(click, Grant(value)),
            SlackActions.Change => new ChangeClicked(click, Grant(value)),
            SlackActions.Details => new DetailsClicked(click, Grant(value)),
            SlackActions.KeepApp => new AppAnswerClicked(click, App(value), Answer.Keep),
            SlackActions.RemoveApp => new AppAnswerClicked(click, App(value), Answer.Remove),
            SlackActions.ChangeApp => new AppChangeClicked(click, App(value)),
            SlackActions.OpenGroup => new GroupOpened(click, Group(value)),
            SlackActions.KeepAllLowRisk => new KeepAllLowRiskClicked(click, Page(value)),
            SlackActions.PreviousPage or SlackActions.NextPage => new PageClicked(click, Page(value)),
            SlackActions.ApproveWorklist => new ApproveWorklistClicked(click, Worklist(value)),
            SlackActions.RejectWorklist => new RejectWorklistClicked(click, Worklist(value)),
            SlackActions.RemoveItem => new DecideItemClicked(click, Item(value), ItemAct.Again),
            SlackActions.LetItemStand => new DecideItemClicked(click, Item(value), ItemAct.Stand),
            SlackActions.RestoreItem => new DecideItemClicked(click, Item(value), ItemAct.Restore),
            SlackActions.MoreRemoved => new MoreRemovedClicked(click, Item(value)),
            SlackActions.PauseRevocations or SlackActions.ResumeRevocations =>
                new PauseClicked(click, Notice(value), actionId == SlackActions.PauseRevocations),
            _ when actionId.StartsWith(SlackActions.PlanRemediation, StringComparison.Ordinal) =>
                new PlanRemediationClicked(click, PlanButton.Decode(value) ?? throw NotOurs()),
            SlackActions.ApproveRemediation => new DecideRemediationClicked(click, Remediation(value), RemediationAct.Approve),
            SlackActions.DeclineRemediation => new DecideRemediationClicked(click, Remediation(value), RemediationAct.Decline),
            SlackActions.UndoRemediation => new DecideRemediationClicked(click, Remediation(value), RemediationAct.Undo),
            SlackActions.AcknowledgeIncident => new AcknowledgeIncidentClicked(click, Incident(value)),
            SlackActions.RevokeIncident => new RevokeIncidentClicked(click, Incident(value)),
            SlackActions.FalsePositive => new FalsePositiveClicked(click, Incident(value)),
            SlackActions.ProposeScope => new ProposeScopeClicked(click, ChangeButton.Decode(value) ?? throw NotOurs()),
            SlackActions.ApproveScope or SlackActions.DeclineScope => new DecideScopeClicked(
                click, ProposalButton.Decode(value) ?? throw NotOurs(), actionId == SlackActions.ApproveScope),
            _ => null,
        };
        return command is null ? new SlackInteraction.Ignored("an unknown action") : new SlackInteraction.Accepted(command);
    }

    private static SlackInteraction ReadSubmission(JsonElement payload)
    {
        var view = Object(payload, "view", "payload.view");
        var callback = OptionalText(view, "callback_id", "payload.view.callback_id");
        if (!Callbacks.Contains(callback))
            return new SlackInteraction.Ignored("another modal");
        var context = ReasonContext.Decode(OptionalText(view, "private_metadata", "payload.view.private_metadata"))
            ?? throw new SlackFieldException("payload.view.private_metadata", "is not ours");
        var answers = callback switch
        {
            SlackActions.KeepWithoutCallback => [""],
            SlackActions.ProposeScopeCallback =>
            [
                ReadReason(view),
                ReadInput(view, SlackActions.ScopeOwnerInput, SlackActions.ScopeOwnerMaxLength),
                ReadInput(view, SlackActions.ScopeDayInput, SlackActions.ScopeDayMaxLength),
            ],
            _ => new[] { ReadReason(view) },
        };
        var user = UserId(payload);
        var key = DeliveryKey(["view", user, Text(view, "id", "payload.view.id"), .. answers]);
        var click = new SlackClick(
            user,
            TeamId(payload),
            null,
            OptionalText(payload, "trigger_id", "payload.trigger_id"),
            null,
            context.Channel,
            context.Timestamp,
            key
        );
        return new SlackInteraction.Accepted(
            Submitted(callback, click, context.Button, answers)
                ?? throw new SlackFieldException("payload.view.private_metadata", "is not ours")
        );
    }

    private static SlackCommand? Submitted(string? callback, SlackClick click, string button, string[] answers)
    {
        var reason = answers[0];
        switch (callback)
        {
            case SlackActions.ProposeScopeCallback:
                return ChangeButton.Decode(button) is { } change
                    ? new ScopeProposed(click, change, reason, answers[1], answers[2])
                    : null;
            case SlackActions.ReasonCallback:
                return GrantButton.Decode(button) is { } grant ? new ReasonSubmitted(click, grant, reason) : null;
            case SlackActions.KeepWithoutCallback:
                return Offered(GrantButton.Decode(button)) is { } offered ? new KeepWithoutConfirmed(click, offered) : null;
            case SlackActions.KeepAppCallback or SlackActions.RemoveAppCallback:
                var answer = callback == SlackActions.KeepAppCallback ? Answer.Keep : Answer.Remove;
                var app = GroupButton.Decode(button);
                return app?.Group.AppId is null ? null : new AppReasonSubmitted(click, app, answer, reason);
            default:
                return IncidentButton.Decode(button) is { } incident ? new FalsePositiveSubmitted(click, incident, reason) : null;
        }
    }

    private static string ReadReason(JsonElement view) => ReadInput(view, SlackActions.ReasonInput, SlackActions.ReasonMaxLength);

    private static string ReadInput(JsonElement view, string id, int longest)
    {
        const string Field = "payload.view.state.values";
        var values = Object(Object(view, "state", "payload.view.state"), "values", Field);
        var input = Object(Object(values, id, Field), id, Field);
        var raw = OptionalText(input, "value", Field) ?? "";
        return raw.Length <= longest
            ? SlackText.Plain(raw, longest)
            : throw new SlackFieldException(Field, $"is longer than {longest} characters");
    }

    private static SlackClick ReadClick(JsonElement payload, JsonElement action, string actionId)
    {
        var user = UserId(payload);
        var actionTimestamp = Text(action, "action_ts", "payload.actions[0].action_ts");
        var container = payload.TryGetProperty("container", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var message = OptionalId(container, "message_ts", "payload.container.message_ts");
        var key = DeliveryKey(
            "action",
            user,
            message ?? "",
            actionId,
            OptionalText(action, "value", "payload.actions[0].value") ?? "",
            actionTimestamp
        );
        return new SlackClick(
            user,
            TeamId(payload),
            Instant(actionTimestamp),
            OptionalText(payload, "trigger_id", "payload.trigger_id"),
            ResponseUrl(payload),
            OptionalId(container, "channel_id", "payload.container.channel_id"),
            message,
            key);
    }

    private static GrantButton? Offered(GrantButton? button) => button?.Offer is null ? null : button;

    private static GrantButton Grant(string? value) => GrantButton.Decode(value) ?? throw NotOurs();

    private static GroupButton Group(string? value) => GroupButton.Decode(value) ?? throw NotOurs();

    private static GroupButton App(string? value) => Group(value) is { Group.AppId: not null } app ? app : throw NotOurs();

    private static PageButton Page(string? value) => PageButton.Decode(value) ?? throw NotOurs();

    private static WorklistButton Worklist(string? value) => WorklistButton.Decode(value) ?? throw NotOurs();

    private static ItemButton Item(string? value) => ItemButton.Decode(value) ?? throw NotOurs();

    private static NoticeButton Notice(string? value) => NoticeButton.Decode(value) ?? throw NotOurs();

    private static IncidentButton Incident(string? value) => IncidentButton.Decode(value) ?? throw NotOurs();

    private static RemediationButton Remediation(string? value) => RemediationButton.Decode(value) ?? throw NotOurs();

    private static SlackFieldException NotOurs() => new("payload.actions[0].value", "is not a value of ours");

    private static string UserId(JsonElement payload)
    {
        var id = Text(Object(payload, "user", "payload.user"), "id", "payload.user.id");
        return id.Length is > 1 and <= LongestId && id[0] is 'U' or 'W' && id.All(char.IsAsciiLetterOrDigit)
            ? id
            : throw new SlackFieldException("payload.user.id", "is not a user id");
    }

    private static string? TeamId(JsonElement payload) =>
        payload.TryGetProperty("team", out var team) && team.ValueKind == JsonValueKind.Object
            ? OptionalId(team, "id", "payload.team.id")
            : null;

    private static Uri? ResponseUrl(JsonElement payload)
    {
        var text = OptionalText(payload, "response_url", "payload.response_url");
        if (string.IsNullOrEmpty(text))
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url)
            ? url
            : throw new SlackFieldException("payload.response_url", "is not a URL");
    }

    private static DateTimeOffset Instant(string timestamp)
    {
        var seconds = timestamp.Split('.')[0];
        return long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) && epoch < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(epoch)
            : throw new SlackFieldException("payload.actions[0].action_ts", "is not a timestamp");
    }

    // Hashed because the parts are long. Each part's length is included, so that two different lists of parts never hash the same bytes.
    private static string DeliveryKey(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part};");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static JsonElement Object(JsonElement parent, string name, string field) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw new SlackFieldException(field, "must be an object");

    private static string Text(JsonElement parent, string name, string field) =>
        OptionalText(parent, name, field) is { Length: > 0 } text ? text : throw new SlackFieldException(field, "is missing");

    private static string? OptionalId(JsonElement parent, string name, string field) =>
        parent.ValueKind != JsonValueKind.Object ? null
        : OptionalText(parent, name, field) is not { } id ? null
        : id.Length <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '.') ? id
        : throw new SlackFieldException(field, "is not an id");

    private static string? OptionalText(JsonElement parent, string name, string field)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw new SlackFieldException(field, "must be a text");
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape sequence.
            throw new SlackFieldException(field, "is not valid text");
        }
    }
}
