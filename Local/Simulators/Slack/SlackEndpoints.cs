using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>The Web API over HTTP: checks token, scope and limits first, then runs the method, with any configured fault.</summary>
internal sealed class SlackEndpoints(SlackSimulatorOptions options, SlackState state, SlackFaults faults, TimeProvider clock)
{
    private readonly SlackMessageMethods messages = new(state, clock);
    private readonly SlackDirectoryMethods directory = new(state, options);
    private readonly SlackViewMethods views = new(state);

    /// <summary>The number of calls of each method, refused calls included.</summary>
    public ConcurrentDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    public Func<string, CallMoment, Task>? OnCall { get; set; }

    public void Map(WebApplication app)
    {
        app.MapPost("/api/{method}", CallAsync);
        app.MapPost("/actions/{team}/{id}/{secret}", RespondAsync);
    }

    private async Task CallAsync(HttpContext http, string method)
    {
        Calls.AddOrUpdate(method, 1, static (_, count) => count + 1);
        if (options.Latency > TimeSpan.Zero)
            await Task.Delay(options.Latency, http.RequestAborted);
        await (OnCall?.Invoke(method, CallMoment.Received) ?? Task.CompletedTask);
        var fault = faults.Take(method);
        if (await BeforeAsync(http, fault))
            return;
        var arguments = await SlackArguments.ReadAsync(http.Request);
        var answer = Authorize(http.Request, method) ?? (arguments is null ? SlackAnswer.Error("invalid_json") : null);
        if (answer is null && state.Locked(() => state.Limits.Count(method, arguments!.Text("channel"))) is { } wait)
        {
            await ThrottleAsync(http, wait);
            return;
        }
        if (faults.RefusalOf(method, arguments?.Text("channel")) is { } refusal)
            answer ??= SlackAnswer.Error(refusal);
        answer ??= state.Locked(() => Dispatch(method, arguments!));
        await (OnCall?.Invoke(method, CallMoment.Accepted) ?? Task.CompletedTask);
        if (!await AfterAsync(http, fault))
            await WriteAsync(http, answer);
    }

    private SlackAnswer? Authorize(HttpRequest request, string method)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return SlackAnswer.Error("not_authed");
        if (header != $"Bearer {options.BotToken}")
            return SlackAnswer.Error("invalid_auth");
        var needed = method switch
        {
            "chat.postMessage" or "chat.update" => "chat:write",
            "conversations.open" => "im:write",
            "conversations.history" or "conversations.replies" => "im:history",
            "users.list" or "users.info" => "users:read",
            _ => null,
        };
        return needed is null || options.Scopes.Contains(needed) ? null : SlackAnswer.MissingScope(needed, options.Scopes);
    }

    private SlackAnswer Dispatch(string method, SlackArguments arguments) => method switch
    {
        "auth.test" => directory.Test(),
        "chat.postMessage" => messages.Post(arguments),
        "chat.update" => messages.Update(arguments),
        "chat.getPermalink" => messages.Permalink(arguments),
        "conversations.open" => directory.Open(arguments),
        "conversations.history" => directory.History(arguments),
        "conversations.replies" => directory.Replies(arguments),
        "users.list" => directory.ListUsers(arguments),
        "users.info" => directory.User(arguments),
        "views.open" => views.Open(arguments),
        "views.update" => views.Update(arguments),
        _ => SlackAnswer.Error("unknown_method"),
    };

    private async Task RespondAsync(HttpContext http, string team, string id, string secret)
    {
        Calls.AddOrUpdate("response_url", 1, static (_, count) => count + 1);
        var fault = faults.Take("response_url");
        if (await BeforeAsync(http, fault))
            return;
        JsonElement body;
        try
        {
            body = (await JsonDocument.ParseAsync(http.Request.Body)).RootElement;
        }
        catch (JsonException)
        {
            await WriteAsync(http, SlackAnswer.Error("invalid_payload"), StatusCodes.Status400BadRequest);
            return;
        }
        var (answer, status) = state.Locked(() => Respond($"actions/{team}/{id}/{secret}", body));
        if (!await AfterAsync(http, fault))
            await WriteAsync(http, answer, status);
    }

    private (SlackAnswer Answer, int Status) Respond(string path, JsonElement body)
    {
        var (message, error) = state.UseResponseUrl(path);
        if (error is not null)
            return (SlackAnswer.Error(error), StatusCodes.Status404NotFound);
        var answer = messages.Respond(message!, body);
        return (answer, (bool)answer.Body["ok"]! ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    // True when the fault already sent a response.
    private async Task<bool> BeforeAsync(HttpContext http, SlackFault fault)
    {
        switch (fault)
        {
            case SlackFault.Throttled:
                await ThrottleAsync(http, TimeSpan.FromSeconds(faults.RetryAfterSeconds));
                return true;
            case SlackFault.ThrottledWithoutDelay:
                await ThrottleAsync(http, null);
                return true;
            case SlackFault.ServerError:
                await WriteAsync(http, SlackAnswer.Error("internal_error"), StatusCodes.Status500InternalServerError);
                return true;
            case SlackFault.UnavailableWithDelay:
                FaultAnswers.AskToWait(http, TimeSpan.FromSeconds(faults.RetryAfterSeconds));
                await WriteAsync(http, SlackAnswer.Error("service_unavailable"), StatusCodes.Status503ServiceUnavailable);
                return true;
            case SlackFault.InternalError:
                await WriteAsync(http, SlackAnswer.Error("internal_error"));
                return true;
            case SlackFault.HtmlPage:
                await FaultAnswers.HtmlAsync(http, StatusCodes.Status502BadGateway);
                return true;
            case SlackFault.EmptyBody:
                http.Response.StatusCode = StatusCodes.Status200OK;
                return true;
            case SlackFault.SilentBeforeAccepting:
                await FaultAnswers.SilenceAsync(http);
                return true;
            case SlackFault.BrokenBeforeAccepting:
                http.Abort();
                return true;
            default:
                return false;
        }
    }

    private static async Task<bool> AfterAsync(HttpContext http, SlackFault fault)
    {
        switch (fault)
        {
            case SlackFault.HtmlPageAfterAccepting: await FaultAnswers.HtmlAsync(http, StatusCodes.Status200OK); return true;
            case SlackFault.SilentAfterAccepting: await FaultAnswers.SilenceAsync(http); return true;
            case SlackFault.BrokenAfterAccepting: http.Abort(); return true;
            default: return false;
        }
    }

    private static async Task ThrottleAsync(HttpContext http, TimeSpan? wait)
    {
        if (wait is { } seconds)
            FaultAnswers.AskToWait(http, seconds);
        await WriteAsync(http, SlackAnswer.Error("ratelimited"), StatusCodes.Status429TooManyRequests);
    }

    private static Task WriteAsync(HttpContext http, SlackAnswer answer, int status = StatusCodes.Status200OK) =>
        FaultAnswers.JsonAsync(http, status, answer.Body.ToJsonString());
}
