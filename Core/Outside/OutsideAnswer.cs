using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OAuthAttest.Outside;

/// <summary>A complete HTTP response.</summary>
internal sealed record OutsideAnswer(int Status, byte[] Body, string? MediaType, IReadOnlyDictionary<string, string> Headers)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>408, 429 and all from 500 on are temporary.</summary>
    public bool IsPassing => Status is 408 or 429 or >= 500;

    /// <summary>The body as a JSON object; null when it is not one, such as a proxy's error page.</summary>
    public JsonElement? Object()
    {
        try
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        // A text with half of a surrogate pair is found only when it is copied.
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>How long the service asks to wait, between a second and <paramref name="longest"/>; null when it does not say.</summary>
    /// <param name="resetHeader">The service's own header with the seconds until its rate window restarts; null if it has none.</param>
    public TimeSpan? RetryAfter(string? resetHeader, DateTimeOffset now, TimeSpan longest)
    {
        TimeSpan? asked = null;
        if (Headers.TryGetValue("Retry-After", out var text) && RetryConditionHeaderValue.TryParse(text, out var value))
        {
            asked = value.Delta ?? value.Date - now;
        }
        else if (resetHeader is not null && Headers.TryGetValue(resetHeader, out var reset)
            && double.TryParse(reset, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            asked = TimeSpan.FromSeconds(Math.Min(seconds, longest.TotalSeconds));
        }

        return asked is not { } wait ? null : wait < ShortestWait ? ShortestWait : wait > longest ? longest : wait;
    }

    /// <summary>For an error message: status and media type, nothing of the content.</summary>
    public override string ToString() => $"HTTP {Status.ToString(CultureInfo.InvariantCulture)} ({MediaType ?? "no content type"})";
}
