using System.Text.Json;
using OAuthAttest.Outside;

namespace OAuthAttest.PagerDuty;

/// <summary>Turns PagerDuty's HTTP responses into results and exceptions.</summary>
internal static class PagerDutyAnswers
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    // PagerDuty's window is a minute: a header that asks for much more is a mistake, and a page must not wait for it.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private const int MostErrors = 10;
    private const int LongestError = 300;

    /// <summary>Sends, and returns the JSON of a success.</summary>
    /// <param name="success">The only status that counts as success.</param>
    /// <param name="secret">Removed from every message, also when PagerDuty repeats it.</param>
    public static async Task<JsonElement> SendAsync(
        HttpClient client,
        HttpRequestMessage request,
        PagerDutyOptions options,
        int success,
        string secret,
        TimeProvider clock,
        CancellationToken cancellation
    )
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
        // A response without JSON comes from a proxy and not from PagerDuty.
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
        {
            errors.AddRange(
                list.EnumerateArray()
                    .Where(error => error.ValueKind == JsonValueKind.String)
                    .Select(error => error.GetString()!)
                    .Take(MostErrors)
            );
        }
        if (errors.Count == 0 && body.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
            errors.Add(message.GetString()!);
        return errors.ConvertAll(error => WireText.Cut(error.Replace(secret, "(key)", StringComparison.OrdinalIgnoreCase), LongestError));
    }
}
