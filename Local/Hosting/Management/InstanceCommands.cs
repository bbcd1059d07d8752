using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Durable.Messages;

namespace OAuthAttest.Local.Hosting.Management;

/// <summary>The management API's requests that change instances.</summary>
internal sealed class InstanceCommands(Func<DurableEngine> engine)
{
    public async Task RaiseEventAsync(HttpContext http)
    {
        if (await FindRunningAsync(http) is not { } instance)
            return;
        var payload = await ReadJsonAsync(http.Request);
        Answer(
            http,
            await engine().RaiseEventAsync(instance.InstanceId, ManagementApi.Value(http, "eventName"), payload, http.RequestAborted)
        );
    }

    public async Task TerminateAsync(HttpContext http)
    {
        if (await FindRunningAsync(http) is { } instance)
            Answer(http, await engine().TerminateAsync(instance.InstanceId, Reason(http), recursive: false, http.RequestAborted));
    }

    public async Task SuspendAsync(HttpContext http)
    {
        if (await FindRunningAsync(http) is { } instance)
            Answer(http, await engine().SuspendAsync(instance.InstanceId, Reason(http), http.RequestAborted));
    }

    public async Task ResumeAsync(HttpContext http)
    {
        if (await FindRunningAsync(http) is { } instance)
            Answer(http, await engine().ResumeAsync(instance.InstanceId, Reason(http), http.RequestAborted));
    }

    public async Task RewindAsync(HttpContext http)
    {
        if (await ManagementApi.FindAsync(engine().Client, http) is not { } instance)
            return;
        if (instance.RuntimeStatus is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Terminated)
        {
            http.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        await engine().Client.RewindInstanceAsync(instance.InstanceId, Reason(http) ?? "", http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    public async Task RestartAsync(HttpContext http)
    {
        var withNewId = new QueryParameters(http.Request).Flag("restartWithNewInstanceId", otherwise: true);
        var instanceId = ManagementApi.Value(http, "instanceId");
        if (await engine().Client.GetInstanceAsync(instanceId, http.RequestAborted) is not { } instance)
        {
            await ManagementJson.WriteErrorAsync(
                http,
                StatusCodes.Status400BadRequest,
                "InstanceId does not match a valid orchestration instance."
            );
            return;
        }

        if (!withNewId && !instance.IsCompleted)
            await ManagementJson.WriteErrorAsync(http, StatusCodes.Status409Conflict, $"The instance '{instanceId}' has not ended.");
        else
            await ManagementJson.WriteStartedAsync(http, await engine().Client.RestartAsync(instanceId, withNewId, http.RequestAborted));
    }

    public async Task StartAsync(HttpContext http)
    {
        var name = ManagementApi.Value(http, "functionName");
        var instanceId = ManagementApi.Value(http, "instanceId") is { Length: > 0 } given ? given : null;
        var input = !HasBody(http) ? null : await ReadJsonAsync(http.Request);
        if (instanceId is not null && await engine().Client.GetInstanceAsync(instanceId, http.RequestAborted) is { IsCompleted: false })
        {
            await ManagementJson.WriteErrorAsync(http, StatusCodes.Status409Conflict, $"An instance '{instanceId}' is running.");
            return;
        }

        var started = await engine()
            .Client.ScheduleNewOrchestrationInstanceAsync(
                name,
                input is null ? null : JsonSerializer.Deserialize<JsonElement>(input),
                new StartOrchestrationOptions(instanceId),
                http.RequestAborted
            );
        await ManagementJson.WriteStartedAsync(http, started);
    }

    public async Task PurgeAsync(HttpContext http)
    {
        if (await ManagementApi.FindAsync(engine().Client, http) is not { } instance)
            return;
        var purged = await engine().Client.PurgeInstanceAsync(instance.InstanceId, http.RequestAborted);
        await WritePurgedAsync(http, purged.PurgedInstanceCount);
    }

    public async Task PurgeManyAsync(HttpContext http)
    {
        var parameters = new QueryParameters(http.Request);
        if (parameters.Time("createdTimeFrom") is not { } from)
        {
            await ManagementJson.WriteErrorAsync(
                http,
                StatusCodes.Status400BadRequest,
                "Please provide value for 'createdTimeFrom' parameter."
            );
            return;
        }

        var filter = new PurgeInstancesFilter(from, parameters.Time("createdTimeTo"), parameters.Statuses("runtimeStatus"));
        var purged = await engine().Client.PurgeAllInstancesAsync(filter, http.RequestAborted);
        if (purged.PurgedInstanceCount == 0)
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        else
            await WritePurgedAsync(http, purged.PurgedInstanceCount);
    }

    private async Task<OrchestrationMetadata?> FindRunningAsync(HttpContext http)
    {
        var instance = await ManagementApi.FindAsync(engine().Client, http);
        if (instance is not { IsCompleted: true })
            return instance;
        http.Response.StatusCode = StatusCodes.Status410Gone;
        return null;
    }

    private static void Answer(HttpContext http, Delivery delivery) => http.Response.StatusCode = delivery switch
    {
        Delivery.Accepted => StatusCodes.Status202Accepted,
        Delivery.FinishedInstance => StatusCodes.Status410Gone,
        _ => StatusCodes.Status404NotFound,
    };

    private static bool HasBody(HttpContext http) =>
        http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? http.Request.ContentLength > 0;

    private static string? Reason(HttpContext http) => new QueryParameters(http.Request).Text("reason");

    private static async Task<string> ReadJsonAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException("Only application/json request content is supported", StatusCodes.Status400BadRequest);
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        try
        {
            using var document = JsonDocument.Parse(text);
            // The parser accepts a name or a text with half of a surrogate pair, and throws only when it is read.
            RefuseBrokenTexts(document.RootElement);
            return text;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new BadHttpRequestException("Invalid JSON content", StatusCodes.Status400BadRequest, malformed);
        }
    }

    private static void RefuseBrokenTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    RefuseBrokenTexts(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    _ = property.Name;
                    RefuseBrokenTexts(property.Value);
                }
                break;
        }
    }

    private static Task WritePurgedAsync(HttpContext http, int count) =>
        ManagementJson.WriteAsync(http, StatusCodes.Status200OK, new JsonObject { ["instancesDeleted"] = count });
}
