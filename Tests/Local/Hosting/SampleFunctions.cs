using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Tests.Local.Hosting;

/// <summary>One function of each kind that the host supports.</summary>
public sealed class SampleFunctions(ScopedProbe probe, ILogger<SampleFunctions> logger)
{
    [Function("Echo")]
    public async Task<HttpResponseData> EchoAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "echo/{name}/{count:int}")] HttpRequestData request,
        string name, int count, string? word, FunctionContext context, CancellationToken cancellation)
    {
        var body = await request.ReadAsStringAsync();
        var echo = new
        {
            name,
            count,
            word,
            body,
            request.Method,
            Path = request.Url.AbsolutePath,
            Query = request.Query["word"],
            Header = request.Headers.TryGetValues("X-Sample", out var values) ? string.Join('|', values) : null,
            Cookie = request.Cookies.SingleOrDefault()?.Value,
            Function = context.FunctionDefinition.Name,
            probe.Id,
        };
        var response = request.CreateResponse(HttpStatusCode.Created);
        response.Headers.Add("Content-Type", "application/json");
        response.Headers.Add("X-Answer", ["a", "b"]);
        response.Cookies.Append("seen", "yes");
        await response.WriteStringAsync(JsonSerializer.Serialize(echo), cancellation);
        return response;
    }

    [Function("NoRoute")]
    public static HttpResponseData NoRoute([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequestData request) =>
        request.CreateResponse(HttpStatusCode.OK);

    [Function("Teapot")]
    public static HttpResponseData Teapot([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "teapot")] HttpRequestData request) =>
        request.CreateResponse(HttpStatusCode.MethodNotAllowed);

    [Function("Guarded")]
    public static HttpResponseData Guarded([HttpTrigger(AuthorizationLevel.Function, "get", Route = "guarded")] HttpRequestData request) =>
        request.CreateResponse(HttpStatusCode.OK);

    [Function("AdminOnly")]
    public static HttpResponseData AdminOnly(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = "admin-only")] HttpRequestData request
    ) => request.CreateResponse(HttpStatusCode.OK);

    [Function("Broken")]
    public HttpResponseData Broken([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "broken")] HttpRequestData request)
    {
        logger.LogInformation("About to break for {Url}", request.Url.AbsolutePath);
        throw new InvalidOperationException("broken on purpose");
    }

    [Function("Length")]
    public static async Task<HttpResponseData> LengthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "length")] HttpRequestData request
    )
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        await response.WriteStringAsync(body.Length.ToString());
        return response;
    }

    [Function("StartFlow")]
    public static async Task<HttpResponseData> StartFlowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "flows/{id}")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client
    )
    {
        await client.ScheduleNewOrchestrationInstanceAsync("Flow", new FlowInput(20), new StartOrchestrationOptions(id));
        return request.CreateResponse(HttpStatusCode.Accepted);
    }

    /// <summary>Doubles its input, then waits for "go" and returns a result with the event's payload.</summary>
    [Function("Flow")]
    public static async Task<FlowResult> FlowAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<FlowInput>()!;
        var doubled = await context.CallActivityAsync<int>("Double", input.Number);
        context.SetCustomStatus(new { phase = "waiting" });
        var word = await context.WaitForExternalEvent<string>("go");
        return new FlowResult(doubled, word);
    }

    [Function("Double")]
    public int DoubleIt([ActivityTrigger] int number, FunctionContext context)
    {
        logger.LogInformation("{Function} of {Number} in {Scope}", context.FunctionDefinition.Name, number, probe.Id);
        return number * 2;
    }

    [Function("FailingFlow")]
    public static Task FailingFlowAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync("AlwaysFails");

    [Function("AlwaysFails")]
    public static void AlwaysFails([ActivityTrigger] string? input) => throw new InvalidOperationException($"no luck{input}");
}

public sealed record FlowInput(int Number);

public sealed record FlowResult(int Doubled, string Word);

/// <summary>A scoped service: each call gets its own instance.</summary>
public sealed class ScopedProbe
{
    public Guid Id { get; } = Guid.NewGuid();
}
