using System.Text.Json;

namespace OAuthAttest.Local.Simulators.PagerDuty;

/// <summary>The schema of an Events API v2 event, unknown fields refused.</summary>
/// <remarks>https://developer.pagerduty.com/docs/send-alert-event</remarks>
internal static class PagerDutyEventRules
{
    public static IReadOnlyList<string> Check(JsonElement body, PagerDutySimulatorOptions options)
    {
        var rules = new JsonRules();
        if (body.ValueKind != JsonValueKind.Object)
        {
            rules.Fail("", "must be an object");
            return rules.Errors;
        }
        CheckKeys(body, options, rules);
        var action = rules.OneOf(body, "event_action", "", true, "trigger", "acknowledge", "resolve");
        rules.Text(body, "dedup_key", "", 255, required: action != "trigger");
        if (action == "trigger")
            CheckTrigger(body, rules);
        else
            rules.Only(body, "", "routing_key", "event_action", "dedup_key");
        return rules.Errors;
    }

    private static void CheckKeys(JsonElement body, PagerDutySimulatorOptions options, JsonRules rules)
    {
        if (
            rules.Text(body, "routing_key", "", 32, required: true) is { } key
            && key != options.RoutingKey
            && key != options.FallbackRoutingKey
        )
        {
            rules.Fail("routing_key", "is not an integration key of this account");
        }
    }

    private static void CheckTrigger(JsonElement body, JsonRules rules)
    {
        rules.Only(body, "", "routing_key", "event_action", "dedup_key", "payload", "client", "client_url", "links", "images");
        rules.Text(body, "client", "", 1024, required: false);
        rules.Address(body, "client_url", "", 2048, required: false);
        foreach (var link in rules.List(body, "links", "", 1, 1000))
        {
            if (!rules.Only(link, "links.", "href", "text"))
                continue;
            rules.Address(link, "href", "links.", 2048, required: true);
            rules.Text(link, "text", "links.", 1024, required: false);
        }
        if (rules.Object(body, "payload", "", required: true) is not { } payload)
            return;
        rules.Only(payload, "payload.", "summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details");
        rules.Text(payload, "summary", "payload.", 1024, required: true);
        rules.Text(payload, "source", "payload.", 1024, required: true);
        rules.OneOf(payload, "severity", "payload.", true, "critical", "error", "warning", "info");
        rules.Instant(payload, "timestamp", "payload.");
        foreach (var name in (ReadOnlySpan<string>)["component", "group", "class"])
            rules.Text(payload, name, "payload.", 1024, required: false);
        rules.Object(payload, "custom_details", "payload.", required: false);
    }
}
