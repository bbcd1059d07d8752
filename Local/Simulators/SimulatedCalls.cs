using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators;

/// <summary>The moment of a call at which a hook runs.</summary>
public enum CallMoment
{
    /// <summary>Before the call was processed.</summary>
    Received = 1,

    /// <summary>The call was processed; the caller has no response yet.</summary>
    Accepted = 2,
}

/// <summary>The calls of a plain HTTP service: counts them, applies the configured faults, and calls the tests' hook.</summary>
internal sealed class SimulatedCalls(HttpFaults faults, string resetHeader, Func<TimeSpan> latency)
{
    /// <summary>The JSON body of the simulated HTTP 500.</summary>
    private const string ServerErrorBody = """{"errors":["Internal server error"]}""";

    /// <summary>How often each method was called, refused calls included.</summary>
    public ConcurrentDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests that the real service would not know; tests check that there are none.</summary>
    public ConcurrentQueue<string> Unexpected { get; } = new();

    public Func<string, CallMoment, Task>? OnCall { get; set; }

    /// <summary>Processes one call: <paramref name="work"/> carries it out and returns the response.</summary>
    public async Task RunAsync(HttpContext http, string method, Func<Task<SimulatedAnswer>> work)
    {
        Counts.AddOrUpdate(method, 1, static (_, count) => count + 1);
        if (latency() is var pause && pause > TimeSpan.Zero)
            await Task.Delay(pause, http.RequestAborted);
        await NotifyAsync(method, CallMoment.Received);
        var fault = faults.Take(method);
        if (await BeforeAsync(http, fault))
            return;
        var answer = await work();
        await NotifyAsync(method, CallMoment.Accepted);
        if (await AfterAsync(http, fault))
            return;
        foreach (var (name, value) in answer.Headers ?? [])
            http.Response.Headers[name] = value;
        // A response without content (204) must not start a body.
        if (answer.Write is { } write)
            await write(http);
        else if (answer.Json.Length == 0)
            http.Response.StatusCode = answer.Status;
        else
            await FaultAnswers.TextAsync(http, answer.Status, answer.Json, answer.Type);
    }

    /// <summary>Answers an unknown path or method with 404, and records it.</summary>
    public Task RefuseAsync(HttpContext http)
    {
        Unexpected.Enqueue($"{http.Request.Method} {http.Request.Path}");
        return FaultAnswers.JsonAsync(http, StatusCodes.Status404NotFound, """{"errors":["Not Found"]}""");
    }

    private Task NotifyAsync(string method, CallMoment moment) => OnCall?.Invoke(method, moment) ?? Task.CompletedTask;

    // True when the fault already sent a response.
    private async Task<bool> BeforeAsync(HttpContext http, HttpFault fault)
    {
        switch (fault)
        {
            case HttpFault.Throttled:
                FaultAnswers.AskToWait(http, TimeSpan.FromSeconds(faults.RetryAfterSeconds));
                await FaultAnswers.JsonAsync(http, StatusCodes.Status429TooManyRequests, "{}");
                return true;
            case HttpFault.ThrottledByReset:
                http.Response.Headers[resetHeader] = faults.RetryAfterSeconds.ToString();
                await FaultAnswers.JsonAsync(http, StatusCodes.Status429TooManyRequests, "{}");
                return true;
            case HttpFault.ThrottledWithoutDelay:
                await FaultAnswers.JsonAsync(http, StatusCodes.Status429TooManyRequests, "{}");
                return true;
            case HttpFault.Refused:
                await FaultAnswers.JsonAsync(http, StatusCodes.Status400BadRequest, """{"status":"invalid event","errors":["refused"]}""");
                return true;
            case HttpFault.NotFound:
                await FaultAnswers.JsonAsync(http, StatusCodes.Status404NotFound, """{"errors":["not found"]}""");
                return true;
            case HttpFault.ServerError:
                await FaultAnswers.JsonAsync(http, StatusCodes.Status500InternalServerError, ServerErrorBody);
                return true;
            case HttpFault.HtmlPage:
                await FaultAnswers.HtmlAsync(http, StatusCodes.Status502BadGateway);
                return true;
            case HttpFault.SilentBeforeAccepting:
                await FaultAnswers.SilenceAsync(http);
                return true;
            case HttpFault.BrokenBeforeAccepting:
                http.Abort();
                return true;
            default:
                return false;
        }
    }

    private static async Task<bool> AfterAsync(HttpContext http, HttpFault fault)
    {
        switch (fault)
        {
            case HttpFault.HtmlPageAfterAccepting:
                await FaultAnswers.HtmlAsync(http, StatusCodes.Status200OK);
                return true;
            case HttpFault.ServerErrorAfterAccepting:
                await FaultAnswers.JsonAsync(http, StatusCodes.Status500InternalServerError, ServerErrorBody);
                return true;
            case HttpFault.SilentAfterAccepting:
                await FaultAnswers.SilenceAsync(http);
                return true;
            case HttpFault.BrokenAfterAccepting:
                http.Abort();
                return true;
            default:
                return false;
        }
    }
}

internal sealed record SimulatedAnswer(int Status, string Json, IReadOnlyList<(string Name, string Value)>? Headers = null)
{
    /// <summary>What the text is.</summary>
    public string Type { get; init; } = "application/json; charset=utf-8";

    /// <summary>Writes the body of an answer that is no text; null: it is the JSON.</summary>
    public Func<HttpContext, Task>? Write { get; init; }
}
