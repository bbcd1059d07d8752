using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace OAuthAttest.Local.Hosting.Management;

/// <summary>The wire format of the management API.</summary>
internal static class ManagementJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An instance's state as the extension writes it.</summary>
    public static JsonObject Status(OrchestrationMetadata instance, bool showInput)
    {
        var output = instance.SerializedOutput ?? instance.FailureDetails?.ToString();
        return new JsonObject
        {
            ["name"] = instance.Name,
            ["instanceId"] = instance.InstanceId,
            ["runtimeStatus"] = instance.RuntimeStatus.ToString(),
            ["input"] = showInput ? Parse(instance.SerializedInput) : null,
            ["customStatus"] = Parse(instance.SerializedCustomStatus),
            ["output"] = Parse(output),
            ["createdTime"] = Seconds(instance.CreatedAt),
            ["lastUpdatedTime"] = Seconds(instance.LastUpdatedAt),
        };
    }

    /// <summary>Stored text as JSON; text that is not JSON, such as the reason of a termination, becomes a JSON string.</summary>
    public static JsonNode? Parse(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    public static Task WriteAsync(HttpContext http, int statusCode, JsonNode content)
    {
        http.Response.StatusCode = statusCode;
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync(content.ToJsonString(Options), http.RequestAborted);
    }

    public static Task WriteErrorAsync(HttpContext http, int statusCode, string message) =>
        WriteAsync(http, statusCode, new JsonObject { ["Message"] = message });

    /// <summary>The addresses that query and control a started instance; each contains the caller's own key.</summary>
    public static Task WriteStartedAsync(HttpContext http, string instanceId)
    {
        var request = http.Request;
        var instance = $"{request.Scheme}://{request.Host}{ManagementApi.Root}/instances/{Uri.EscapeDataString(instanceId)}";
        var key = request.Query["code"].ToString() is { Length: > 0 } code ? $"code={Uri.EscapeDataString(code)}" : "";
        string Address(string path, string parameters = "") =>
            instance
            + path
            + (string.Join('&', new[] { parameters, key }.Where(part => part.Length > 0)) is { Length: > 0 } query ? $"?{query}" : "");

        http.Response.Headers.Location = Address("");
        http.Response.Headers.RetryAfter = "10";
        return WriteAsync(http, StatusCodes.Status202Accepted, new JsonObject
        {
            ["id"] = instanceId,
            ["statusQueryGetUri"] = Address(""),
            ["sendEventPostUri"] = Address("/raiseEvent/{eventName}"),
            ["terminatePostUri"] = Address("/terminate", "reason={text}"),
            ["rewindPostUri"] = Address("/rewind", "reason={text}"),
            ["purgeHistoryDeleteUri"] = Address(""),
            ["restartPostUri"] = Address("/restart"),
            ["suspendPostUri"] = Address("/suspend", "reason={text}"),
            ["resumePostUri"] = Address("/resume", "reason={text}"),
        });
    }

    private static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("s") + "Z";
}
