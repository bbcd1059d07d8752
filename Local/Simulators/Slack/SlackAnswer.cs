using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>What a method answers.</summary>
internal sealed record SlackAnswer(JsonObject Body)
{
    public static SlackAnswer Ok(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var body = new JsonObject { ["ok"] = true };
        foreach (var (name, value) in fields)
            body[name] = value;
        return new SlackAnswer(body);
    }

    public static SlackAnswer Error(string error, IEnumerable<string>? details = null)
    {
        var body = new JsonObject { ["ok"] = false, ["error"] = error };
        if (details is not null)
            body["response_metadata"] = new JsonObject { ["messages"] = JsonSerializer.SerializeToNode(details) };
        return new SlackAnswer(body);
    }

    public static SlackAnswer MissingScope(string needed, IEnumerable<string> provided)
    {
        var answer = Error("missing_scope");
        answer.Body["needed"] = needed;
        answer.Body["provided"] = string.Join(',', provided);
        return answer;
    }
}
