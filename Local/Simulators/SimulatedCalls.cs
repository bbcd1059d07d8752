using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators;

/// <summary>Which moment of a call a hook sees.</summary>
public enum CallMoment
{
    /// <summary>Before anything was looked at.</summary>
    Received = 1,

    /// <summary>It was done; the caller does not know yet.</summary>
    Accepted = 2,
}

/// <summary>The calls of a plain HTTP service: counted, with the faults that were ordered, and with a hook for tests that break things in between.</summary>
internal sealed class SimulatedCalls(HttpFaults faults, string resetHeader, Func<TimeSpan> latency)
{
    /// <summary>What is sent in place of nothing where the service never says a word.</summary>
    private const string ServerErrorBody = """{"errors":["Internal server error"]}""";

    /// <summary>How often each method was called, refused calls included.</summary>
    public ConcurrentDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests that the real service would not know; a test looks that there are none.</summary>
    public ConcurrentQueue<string> Unexpected { get; } = new();

    public Func<string, CallMoment, Task>? OnCall { get; set; }

    /// <summary>Takes one call: <paramref name="work"/> does it and says what is answered.</summary>
    public async Task RunAsync(HttpContext http, string method, Func<Task<SimulatedAnswer>> work)
    {
        Counts.AddOrUpdate(method, 1, static (_, count) => count + 1);
        if (latency() is var pause && pause > TimeSpan.Zero)
            await Task.Delay(pause, http.RequestAborted);
        await TellAsync(method, CallMoment.Received);
        var fault = faults.Take(method);
        if (await BeforeAsync(http, fault))
            return;
        var answer = await work();
        await TellAsync(method, CallMoment.Accepted);
        if (await AfterAsync(http, fault))
            return;
        foreach (var (name, value) in answer.Headers ?? [])
            http.Response.Headers[name] = value;
        // An answer without content (204) must not even begin one.
        if (answer.Json.Length == 0)
            http.Response.StatusCode = answer.Status;
        else
            await FaultAnswers.JsonAsync(http, answer.Status, answer.Json);
    }

    /// <summary>Refuses what the service does not have, and remembers it.</summary>
    public Task RefuseAsync(HttpContext http)
    {
        Unexpected.Enqueue($"{http.Request.Method} {http.Request.Path}");
        return FaultAnswers.JsonAsync(http, StatusCodes.Status404NotFound, """{"errors":["Not Found"]}""");
    }

    private Task TellAsync(string method, CallMoment moment) => OnCall?.Invoke(method, moment) ?? Task.CompletedTask;

    // True when the fault already answered.
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
            case HttpFault.ThrottledWithoutDelay: await FaultAnswers.JsonAsync(http, StatusCodes.Status429TooManyRequests, "{}"); return true;
            case HttpFault.ServerError: await FaultAnswers.JsonAsync(http, StatusCodes.Status500InternalServerError, ServerErrorBody); return true;
            case HttpFault.HtmlPage: await FaultAnswers.HtmlAsync(http, StatusCodes.Status502BadGateway); return true;
            case HttpFault.SilentBeforeAccepting: await FaultAnswers.SilenceAsync(http); return true;
            case HttpFault.BrokenBeforeAccepting: http.Abort(); return true;
            default: return false;
        }
    }

    private static async Task<bool> AfterAsync(HttpContext http, HttpFault fault)
    {
        switch (fault)
        {
            case HttpFault.HtmlPageAfterAccepting: await FaultAnswers.HtmlAsync(http, StatusCodes.Status200OK); return true;
            case HttpFault.ServerErrorAfterAccepting: await FaultAnswers.JsonAsync(http, StatusCodes.Status500InternalServerError, ServerErrorBody); return true;
            case HttpFault.SilentAfterAccepting: await FaultAnswers.SilenceAsync(http); return true;
            case HttpFault.BrokenAfterAccepting: http.Abort(); return true;
            default: return false;
        }
    }
}

internal sealed record SimulatedAnswer(int Status, string Json, IReadOnlyList<(string Name, string Value)>? Headers = null);
