using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Slack;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>A person who reads the app's messages and presses their buttons: real, signed interactions over HTTP.</summary>
public sealed class SimulatedPerson(SlackSimulator slack, string userId)
{
    public string UserId { get; } = userId;

    /// <summary>The messages that the app sent, oldest first.</summary>
    public IReadOnlyList<SimulatedMessage> Messages => slack.Messages(SlackState.DirectChannel(UserId));

    public SimulatedMessage? LatestMessage => Messages.Count > 0 ? Messages[^1] : null;

    /// <summary>The modals that are open on the person's screen, newest last.</summary>
    public IReadOnlyList<SimulatedView> OpenViews =>
        slack.State.Locked(() => slack.State.Views.Where(view => view.UserId == UserId && view.IsOpen).ToList());

    /// <summary>The buttons of the newest message with this action id; of all actions when null.</summary>
    public IReadOnlyList<SimulatedButton> Buttons(string? actionId = null)
    {
        var message = LatestMessage;
        return message is null ? [] : [.. message.Buttons().Where(button => actionId is null || button.ActionId == actionId)];
    }

    /// <summary>Presses a button of the person's own message, or of somebody else's to test that it is refused.</summary>
    public Task<InteractionResult> PressAsync(
        SimulatedButton button,
        InteractionOptions? options = null,
        CancellationToken cancellation = default
    ) => SendAsync(ActionPayload(button), options ?? new InteractionOptions(), cancellation);

    /// <summary>Submits a modal with this text in its first input, if it has one; the others stay as they are.</summary>
    public Task<InteractionResult> SubmitAsync(
        SimulatedView view,
        string text,
        InteractionOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        var texts = view.Input() is { } input
            ? new Dictionary<string, string>(StringComparer.Ordinal) { [input.ActionId] = text }
            : [];
        return SubmitAsync(view, texts, options, cancellation);
    }

    /// <summary>Submits a modal with these texts in its inputs, by action id; the others stay as they are.</summary>
    public async Task<InteractionResult> SubmitAsync(
        SimulatedView view,
        IReadOnlyDictionary<string, string> texts,
        InteractionOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        var result = await SendAsync(SubmissionPayload(view, texts), options ?? new InteractionOptions(), cancellation);
        slack.State.Locked(() => Apply(view, result));
        return result;
    }

    private static void Apply(SimulatedView view, InteractionResult result)
    {
        if (result.StatusCode != HttpStatusCode.OK)
            return;
        if (result.Body.Length == 0)
        {
            view.IsOpen = false;
            return;
        }
        var answer = JsonNode.Parse(result.Body)!;
        view.Errors =
            (string?)answer["response_action"] == "errors"
                ? answer["errors"]!.AsObject().ToDictionary(error => error.Key, error => (string)error.Value!, StringComparer.Ordinal)
                : view.Errors;
        view.IsOpen = (string?)answer["response_action"] != "clear";
        if ((string?)answer["response_action"] == "update")
            view.Json = Checked(answer["view"]!);
    }

    /// <summary>Slack shows an error instead of a view that it would not have opened.</summary>
    private static string Checked(JsonNode view)
    {
        using var json = JsonDocument.Parse(view.ToJsonString());
        return BlockKit.CheckView(json.RootElement).Errors is { Count: > 0 } errors
            ? throw new InvalidOperationException($"The view is not valid: {string.Join("; ", errors)}")
            : view.ToJsonString();
    }

    private JsonObject ActionPayload(SimulatedButton button) =>
        slack.State.Locked(() =>
        {
            var message = button.Message;
            var responseUrl = new Uri(slack.BaseUrl, "../" + slack.State.IssueResponseUrl(message));
            return new JsonObject
            {
                ["type"] = "block_actions",
                ["team"] = new JsonObject { ["id"] = slack.Options.TeamId, ["domain"] = "simulated" },
                ["enterprise"] = null,
                ["user"] = new JsonObject
                {
                    ["id"] = UserId,
                    ["username"] = UserId,
                    ["team_id"] = slack.Options.TeamId,
                },
                ["api_app_id"] = "A0SIMULATED",
                ["token"] = "unused",
                ["container"] = new JsonObject
                {
                    ["type"] = "message",
                    ["message_ts"] = message.Timestamp,
                    ["channel_id"] = message.Channel,
                    ["is_ephemeral"] = message.IsEphemeral,
                },
                ["trigger_id"] = slack.State.IssueTrigger(UserId),
                ["channel"] = new JsonObject { ["id"] = message.Channel, ["name"] = "directmessage" },
                ["message"] = message.IsEphemeral ? null : SlackMessageMethods.ToJson(message, withMetadata: true),
                ["state"] = new JsonObject { ["values"] = new JsonObject() },
                ["response_url"] = responseUrl.AbsoluteUri,
                ["is_enterprise_install"] = false,
                ["actions"] = new JsonArray(
                    new JsonObject
                    {
                        ["action_id"] = button.ActionId,
                        ["block_id"] = button.BlockId,
                        ["type"] = "button",
                        ["text"] = new JsonObject
                        {
                            ["type"] = "plain_text",
                            ["text"] = button.Label,
                            ["emoji"] = true,
                        },
                        ["value"] = button.Value,
                        ["action_ts"] = slack.State.NextTimestamp(),
                    }
                ),
            };
        });

    private JsonObject SubmissionPayload(SimulatedView view, IReadOnlyDictionary<string, string> texts) =>
        slack.State.Locked(() =>
        {
            var shown = JsonNode.Parse(view.Json)!.AsObject();
            shown["id"] = view.Id;
            shown["team_id"] = slack.Options.TeamId;
            shown["hash"] = view.Hash;
            shown["root_view_id"] = view.Id;
            shown["app_id"] = "A0SIMULATED";
            shown["state"] = new JsonObject
            {
                ["values"] = Values(view, texts),
            };
            return new JsonObject
            {
                ["type"] = "view_submission",
                ["team"] = new JsonObject { ["id"] = slack.Options.TeamId, ["domain"] = "simulated" },
                ["user"] = new JsonObject
                {
                    ["id"] = UserId,
                    ["username"] = UserId,
                    ["team_id"] = slack.Options.TeamId,
                },
                ["api_app_id"] = "A0SIMULATED",
                ["token"] = "unused",
                ["trigger_id"] = slack.State.IssueTrigger(UserId),
                ["view"] = shown,
                ["response_urls"] = new JsonArray(),
                ["is_enterprise_install"] = false,
                ["enterprise"] = null,
            };
        });

    private static JsonObject Values(SimulatedView view, IReadOnlyDictionary<string, string> texts) =>
        new(view.Inputs().Select(input => KeyValuePair.Create<string, JsonNode?>(input.BlockId, new JsonObject
        {
            [input.ActionId] = new JsonObject
            {
                ["type"] = "plain_text_input",
                ["value"] = texts.GetValueOrDefault(input.ActionId) ?? input.Given,
            },
        })));

    private async Task<InteractionResult> SendAsync(JsonObject payload, InteractionOptions options, CancellationToken cancellation)
    {
        var target = slack.InteractionsUrl ?? throw new InvalidOperationException("Set InteractionsUrl before somebody presses a button.");
        var body = Encoding.UTF8.GetBytes("payload=" + WebUtility.UrlEncode(payload.ToJsonString()));
        InteractionResult? last = null;
        for (var delivery = 0; delivery < options.Deliveries; delivery++)
            last = await SendOnceAsync(target, body, options, cancellation);
        return last ?? throw new InvalidOperationException("An interaction is delivered at least once.");
    }

    private async Task<InteractionResult> SendOnceAsync(Uri target, byte[] body, InteractionOptions options, CancellationToken cancellation)
    {
        var timestamp = (slack.Clock.GetUtcNow() + options.ClockOffset).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        request.Headers.Add(SlackSignature.TimestampHeader, timestamp);
        request.Headers.Add(
            SlackSignature.SignatureHeader,
            SlackSignature.Sign(options.SigningSecret ?? slack.Options.SigningSecret, timestamp, body)
        );
        var started = TimeProvider.System.GetTimestamp();
        using var answer = await slack.Http.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return new InteractionResult(answer.StatusCode, text, TimeProvider.System.GetElapsedTime(started));
    }
}

/// <summary>How an interaction is delivered.</summary>
public sealed record InteractionOptions
{
    /// <summary>How many times the same request is sent.</summary>
    public int Deliveries { get; init; } = 1;

    /// <summary>Signs with a secret that is not the app's.</summary>
    public string? SigningSecret { get; init; }

    /// <summary>Shifts the signed timestamp.</summary>
    public TimeSpan ClockOffset { get; init; }
}

/// <summary>What the app answered to an interaction.</summary>
public sealed record InteractionResult(HttpStatusCode StatusCode, string Body, TimeSpan Took)
{
    /// <summary>Slack shows an error when the app's response takes longer than three seconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
}
