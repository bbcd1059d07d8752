using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Hosting.Context;

namespace OAuthAttest.Local.Hosting.Http;

/// <summary>Serves HTTP triggers as the Functions host does: same routes, same keys, same empty responses.</summary>
internal sealed partial class HttpFunctions(HostKeys keys, IdleGate gate, ILogger<HttpFunctions> logger)
{
    /// <summary>The route prefix of all functions (host.json: extensions.http.routePrefix).</summary>
    private const string RoutePrefix = "/api/";

    public void Map(IEndpointRouteBuilder routes, FunctionInvoker invoker, HttpTriggerAttribute trigger)
    {
        var pattern = RoutePrefix + (trigger.Route ?? invoker.Function.Name).TrimStart('/');
        RequestDelegate handler = http => HandleAsync(http, invoker, trigger.AuthLevel);
        var endpoint = trigger.Methods is { Length: > 0 } methods
            ? routes.MapMethods(pattern, methods.Select(method => method.ToUpperInvariant()), handler)
            : routes.Map(pattern, handler);
        endpoint.WithMetadata(HostEndpoint.Marker).WithDisplayName(invoker.Function.Name);
    }

    private async Task HandleAsync(HttpContext http, FunctionInvoker invoker, AuthorizationLevel level)
    {
        if (!keys.Admits(http.Request, level))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        gate.Enter();
        try
        {
            await AnswerAsync(http, invoker, await BodyAsync(http));
        }
        catch (BadHttpRequestException refused)
        {
            http.Response.StatusCode = refused.StatusCode;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller disconnected during the request or the response: nobody is left to answer.
        }
        catch (Exception failure)
        {
            Fail(http, invoker, failure);
        }
        finally
        {
            gate.Exit();
        }
    }

    private async Task AnswerAsync(HttpContext http, FunctionInvoker invoker, Stream body)
    {
        object? answer;
        try
        {
            answer = await invoker.InvokeAsync(
                context => new LocalHttpRequestData(context, http.Request, body), BindingData(http.Request), http.RequestAborted);
        }
        catch (OperationCanceledException cancelled)
        {
            // Also when the caller hung up: the Functions host records any exception of a function as a failed invocation.
            Fail(http, invoker, cancelled);
            return;
        }
        if (answer is HttpResponseData response)
            await LocalHttpResponseData.SendAsync(response, http.Response, http.RequestAborted);
        else
            http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private void Fail(HttpContext http, FunctionInvoker invoker, Exception failure)
    {
        LogFailure(logger, invoker.Function.Name, failure.GetType().Name, failure.Message);
        logger.LogDebug(failure, "{Function} failed", invoker.Function.Name);
        if (http.Response.HasStarted)
            return;
        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private static async Task<Stream> BodyAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.ContentLength is not { } length)
        {
            // The Functions host loses a chunked body on the way to the worker: https://github.com/Azure/azure-functions-host/issues/7930.
            await request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            return Stream.Null;
        }
        // The server refuses a body that is too large only when it is read, and a function may not read it.
        if (length > http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
            throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        return request.Body;
    }

    private static Dictionary<string, object?> BindingData(HttpRequest request)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Query)
            data[name] = value.ToString();
        foreach (var (name, value) in request.RouteValues)
            data[name] = value;
        return data;
    }

    [LoggerMessage(7101, LogLevel.Error, "Function {Function} failed: {ErrorType}: {Message}")]
    private static partial void LogFailure(ILogger logger, string function, string errorType, string message);
}
