using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>
/// Watch channels of the reports: their fields are checked as strictly as Google does, each id is taken once, and a channel ends.
/// </summary>
/// <remarks>https://developers.google.com/workspace/admin/reports/v1/guides/push</remarks>
internal sealed class GoogleWatch(GoogleSimulatorOptions options, TimeProvider clock) : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<SimulatedWatchChannel> channels = [];
    private readonly HttpClient http = new();
    private int messages;

    public IReadOnlyList<SimulatedWatchChannel> Channels
    {
        get
        {
            lock (gate)
                return [.. channels];
        }
    }

    public async Task<SimulatedAnswer> OpenAsync(string application, HttpRequest request)
    {
        var body = await ReadAsync(request);
        if (
            request.Query["eventName"] != GoogleRecords.EventNames[application]
            || Text(body, "id") is not { Length: > 0 and <= 64 } id
            || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '+' or '/' or '=')
            || Text(body, "type") != "web_hook"
            || !Uri.TryCreate(Text(body, "address"), UriKind.Absolute, out var address)
            || !(address.Scheme == Uri.UriSchemeHttps || address.IsLoopback)
            || Text(body, "token") is not { Length: > 0 and <= 256 } token
            || body?["payload"]?.GetValueKind() != JsonValueKind.True
            || !long.TryParse(Text(body, "expiration"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds is < 1 or > 604_800
        )
        {
            return GoogleErrors.Of(400, "badRequest");
        }
        var life = TimeSpan.FromSeconds(seconds);
        var channel = new SimulatedWatchChannel(
            id,
            address,
            token,
            $"simulated-resource-{application}",
            clock.GetUtcNow() + (life < options.LongestChannel ? life : options.LongestChannel),
            Application: application
        );
        lock (gate)
        {
            if (channels.Exists(each => each.Id == id))
                return GoogleErrors.Of(400, "channelIdNotUnique");
            channels.Add(channel);
        }
        return new SimulatedAnswer(200, new JsonObject
        {
            ["kind"] = "api#channel",
            ["id"] = id,
            ["resourceId"] = channel.ResourceId,
            ["resourceUri"] = $"https://admin.googleapis.com/admin/reports/v1/activity/users/all/applications/{application}"
                + $"?eventName={GoogleRecords.EventNames[application]}",
            ["token"] = token,
            ["expiration"] = channel.ExpiresAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        }.ToJsonString());
    }

    public async Task<SimulatedAnswer> StopAsync(HttpRequest request)
    {
        var body = await ReadAsync(request);
        lock (gate)
        {
            var at = channels.FindIndex(channel =>
                channel.Id == Text(body, "id") && channel.ResourceId == Text(body, "resourceId") && channel.IsLive(clock.GetUtcNow()));
            if (at < 0)
                return GoogleErrors.Of(404, "notFound");
            channels[at] = channels[at] with { IsStopped = true };
        }
        return new SimulatedAnswer(204, "");
    }

    /// <summary>Pushes an activity through every live channel of its report; null: the message with which each channel begins.</summary>
    /// <returns>What was answered.</returns>
    public async Task<IReadOnlyList<int>> PushAsync(JsonObject? activity, CancellationToken cancellation)
    {
        var answers = new List<int>();
        foreach (var channel in Channels.Where(channel => channel.IsLive(clock.GetUtcNow())))
        {
            if (activity is not null && GoogleRecords.Application(activity) != channel.Application)
                continue;
            using var request = new HttpRequestMessage(HttpMethod.Post, channel.Address)
            {
                Content = new ByteArrayContent(activity is null ? [] : Encoding.UTF8.GetBytes(activity.ToJsonString())),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("X-Goog-Channel-ID", channel.Id);
            request.Headers.Add("X-Goog-Channel-Token", channel.Token);
            request.Headers.Add("X-Goog-Resource-ID", channel.ResourceId);
            request.Headers.Add("X-Goog-Resource-State", activity is null ? "sync" : GoogleRecords.EventNames[channel.Application]);
            request.Headers.Add("X-Goog-Message-Number", (++messages).ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("X-Goog-Channel-Expiration", channel.ExpiresAt.ToString("R", CultureInfo.InvariantCulture));
            using var answer = await http.SendAsync(request, cancellation);
            answers.Add((int)answer.StatusCode);
        }
        return answers;
    }

    public void Dispose() => http.Dispose();

    private static async Task<JsonNode?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Google takes a number where a text is documented, and the other way round.
    private static string? Text(JsonNode? body, string name) => (body as JsonObject)?[name]?.GetValueKind() switch
    {
        JsonValueKind.String => body[name]!.GetValue<string>(),
        JsonValueKind.Number => body[name]!.ToJsonString(),
        _ => null,
    };
}
