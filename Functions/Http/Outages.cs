using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthAttest.Persistence;

namespace OAuthAttest.Functions.Http;

/// <summary>
/// What every HTTP function answers while PostgreSQL cannot be reached, or when its caller has hung up. Not a worker middleware: the API
/// that it needs to read and replace an answer is not accessible to other hosts, so it would work in Azure only.
/// </summary>
internal static partial class Outages
{
    private const string RetryAfter = "Retry-After";

    // A restart or a failover of a managed PostgreSQL takes seconds to a minute.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs the work of a function. An outage of the database becomes 503 with Retry-After: nothing was written, because a request writes
    /// in one transaction. A caller that hangs up is no failure: nobody reads the answer, and if the host is shutting down, the 503 asks
    /// the sender to deliver again. The host handles every other exception: it answers 500 with an empty body and records a failure.
    /// </summary>
    public static async Task<HttpResponseData> GuardAsync(this HttpRequestData request, Func<Task<HttpResponseData>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (DatabaseOutage.IsCauseOf(e))
        {
            LogOutage(LoggerOf(request), request.FunctionContext.FunctionDefinition.Name, e.GetType().Name);
            var answer = await request.RefuseAsync(
                HttpStatusCode.ServiceUnavailable,
                "The database is busy or cannot be reached. Try again in a few seconds.",
                CancellationToken.None
            );
            return answer.WithRetryAfter();
        }
        catch (Exception e) when (request.FunctionContext.CancellationToken.IsCancellationRequested && IsCancellation(e))
        {
            LogCancelled(LoggerOf(request), request.FunctionContext.FunctionDefinition.Name);
            return request.CreateResponse(HttpStatusCode.ServiceUnavailable).WithRetryAfter();
        }
    }

    /// <summary>Adds Retry-After.</summary>
    public static HttpResponseData WithRetryAfter(this HttpResponseData answer)
    {
        answer.Headers.TryAddWithoutValidation(RetryAfter, Pause.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        return answer;
    }

    private static bool IsCancellation(Exception? e) =>
        e is not null && (e is OperationCanceledException || IsCancellation(e.InnerException));

    private static ILogger LoggerOf(HttpRequestData request) =>
        request.FunctionContext.InstanceServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Outages).FullName!);

    [LoggerMessage(3107, LogLevel.Warning, "{Function}: the database cannot be reached ({ErrorType}); the caller was asked to try again")]
    private static partial void LogOutage(ILogger logger, string function, string errorType);

    [LoggerMessage(3108, LogLevel.Debug, "{Function}: the caller has hung up")]
    private static partial void LogCancelled(ILogger logger, string function);
}
