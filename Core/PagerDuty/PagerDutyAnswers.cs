using System.Text.Json;
using OAuthAttest.Outside;

namespace OAuthAttest.PagerDuty;

/// <summary>Sorts what PagerDuty answers into its exceptions.</summary>
internal static class PagerDutyAnswers
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    // Longer than PagerDuty's window of a minute helps nobody, and a page must not wait for a slip in a header.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private const int MostErrors = 10;
    private const int LongestError = 300;

    /// <summary>Sends, and returns the JSON of a success.</summary>
    /// <param name="success">The only status that is one.</param>
    /// <param name="secret">Never part of a message, also when PagerDuty repeats it.</param>
    public static async Task<JsonElement> SendAsync(
        HttpClient client, HttpRequestMessage request, PagerDutyOptions options, int success, string secret, TimeProvider clock, CancellationToken cancellation)
    {
        OutsideAnswer answer;
        try
        {
            answer = await OutsideCall.SendAsync(client, request, options.RequestTimeout, cancellation);
        }
        catch (NoAnswerException e)
        {
            throw new PagerDutyUnavailableException($"PagerDuty: {e.Message}", e);
        }

        if (answer.Status == 429)
            throw new PagerDutyThrottledException(answer.RetryAfter("ratelimit-reset", clock.GetUtcNow(), LongestWait) ?? DefaultWait);
        // Whoever answers without JSON is not PagerDuty but something before it.
        if (answer.IsPassing || answer.Object() is not { } body)
            throw new PagerDutyUnavailableException($"PagerDuty: {answer} is no clear answer");
        if (answer.Status == success)
            return body;
        throw answer.Status is >= 400
            ? new PagerDutyRejectedException(answer.Status, Errors(body, secret))
            : new PagerDutyUnavailableException($"PagerDuty: {answer} is no clear answer");
    }

    /// <summary>Events: <c>{"status","message","errors":[]}</c>; REST: <c>{"error":{"message","code","errors":[]}}</c>.</summary>
    private static List<string> Errors(JsonElement body, string secret)
    {
        if (body.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object)
            body = inner;
        var errors = new List<string>();
        if (body.TryGetProperty("errors", out var list) && list.ValueKind == JsonValueKind.Array)
            errors.AddRange(list.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.String).Select(error => error.GetString()!).Take(MostErrors));
        if (errors.Count == 0 && body.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
            errors.Add(message.GetString()!);
        return errors.ConvertAll(error => WireText.Cut(error.Replace(secret, "(key)", StringComparison.OrdinalIgnoreCase), LongestError));
    }
}
