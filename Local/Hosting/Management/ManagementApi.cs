using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Hosting.Http;
using OAuthAttest.Persistence;
using OAuthAttest.Text;

namespace OAuthAttest.Local.Hosting.Management;

/// <summary>
/// Durable Functions' HTTP management API, so that the tools people use against Azure work here too.
/// https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api
/// </summary>
internal sealed class ManagementApi(HostKeys keys, Func<DurableEngine> engine)
{
    public const string Root = "/runtime/webhooks/durabletask";

    public void Map(IEndpointRouteBuilder routes)
    {
        var queries = new InstanceQueries(engine);
        var commands = new InstanceCommands(engine);
        Map(routes, "GET", "instances", queries.ListAsync);
        Map(routes, "GET", "instances/{instanceId}", queries.GetStatusAsync);
        Map(routes, "DELETE", "instances", commands.PurgeManyAsync);
        Map(routes, "DELETE", "instances/{instanceId}", commands.PurgeAsync);
        Map(routes, "POST", "instances/{instanceId}/raiseEvent/{eventName}", commands.RaiseEventAsync);
        Map(routes, "POST", "instances/{instanceId}/terminate", commands.TerminateAsync);
        Map(routes, "POST", "instances/{instanceId}/suspend", commands.SuspendAsync);
        Map(routes, "POST", "instances/{instanceId}/resume", commands.ResumeAsync);
        Map(routes, "POST", "instances/{instanceId}/rewind", commands.RewindAsync);
        Map(routes, "POST", "instances/{instanceId}/restart", commands.RestartAsync);
        Map(routes, "POST", "orchestrators/{functionName}/{instanceId?}", commands.StartAsync);
    }

    /// <summary>The state of the instance named by the route; 404 has been answered when it is null.</summary>
    public static async Task<OrchestrationMetadata?> FindAsync(DurableTaskClient client, HttpContext http)
    {
        var found = await client.GetInstanceAsync(Value(http, "instanceId"), getInputsAndOutputs: true, http.RequestAborted);
        if (found is null)
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        return found;
    }

    public static string Value(HttpContext http, string name) => http.Request.RouteValues[name] as string ?? "";

    private void Map(IEndpointRouteBuilder routes, string method, string pattern, Func<HttpContext, Task> handler) =>
        routes.MapMethods($"{Root}/{pattern}", [method], http => HandleAsync(http, handler)).WithMetadata(HostEndpoint.Marker);

    // No id and no name holds such a character, and PostgreSQL stores neither.
    private static void RefuseUnstorable(HttpRequest request)
    {
        var given = request.RouteValues.Values.OfType<string>()
            .Concat(request.Query.SelectMany(parameter => parameter.Value.Append(parameter.Key)))
            .Concat(request.Headers["x-ms-continuation-token"]);
        if (given.Any(text => text is not null && !StorableText.IsStorable(text)))
        {
            throw new BadHttpRequestException(
                "The address has a character that no instance can have: zero, or half of a surrogate pair.",
                StatusCodes.Status400BadRequest
            );
        }
    }

    private async Task HandleAsync(HttpContext http, Func<HttpContext, Task> handler)
    {
        if (!keys.Admits(http.Request, AuthorizationLevel.System))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            RefuseUnstorable(http.Request);
            await handler(http);
        }
        catch (Exception outage) when (DatabaseOutage.IsCauseOf(outage))
        {
            http.Response.Headers.RetryAfter = "10";
            await ManagementJson.WriteErrorAsync(
                http,
                StatusCodes.Status503ServiceUnavailable,
                "The database is busy or cannot be reached. Try again in a few seconds."
            );
        }
        catch (BadHttpRequestException refused)
        {
            await ManagementJson.WriteErrorAsync(http, refused.StatusCode, refused.Message);
        }
        catch (NotSupportedException unsupported)
        {
            await ManagementJson.WriteErrorAsync(http, StatusCodes.Status501NotImplemented, unsupported.Message);
        }
    }
}
