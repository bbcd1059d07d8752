using System.Text.Json;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;

namespace OAuthAttest.Interactions;

/// <summary>The response body for a submitted modal; an empty body closes it.</summary>
public static class SlackModalAnswer
{
    /// <summary>Keeps the modal open and shows <paramref name="text"/> under the input.</summary>
    public static string Error(string blockId, string text) => JsonSerializer.Serialize(new
    {
        response_action = "errors",
        errors = new Dictionary<string, string>(StringComparer.Ordinal) { [blockId] = text },
    });

    /// <summary>Shows another modal in its place.</summary>
    public static string Update(SlackModal modal) => $$"""{"response_action":"update","view":{{SlackNetStandard.Json(modal)}}}""";
}
