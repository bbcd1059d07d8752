using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable;

namespace OAuthAttest.Local.Hosting.Management;

/// <summary>The management API's read requests.</summary>
internal sealed class InstanceQueries(Func<DurableEngine> engine)
{
    private const string ContinuationHeader = "x-ms-continuation-token";

    public async Task ListAsync(HttpContext http)
    {
        var parameters = new QueryParameters(http.Request);
        var showInput = parameters.Flag("showInput", otherwise: true);
        var query = new OrchestrationQuery
        {
            InstanceIdPrefix = parameters.Text("instanceIdPrefix"),
            CreatedFrom = parameters.Time("createdTimeFrom"),
            CreatedTo = parameters.Time("createdTimeTo"),
            Statuses = parameters.Statuses("runtimeStatus"),
            PageSize = parameters.Number("top", OrchestrationQuery.DefaultPageSize),
            FetchInputsAndOutputs = true,
            ContinuationToken = http.Request.Headers[ContinuationHeader].ToString() is { Length: > 0 } token ? token : null,
        };

        var list = new JsonArray();
        await foreach (
            var page in engine()
                .Client.GetAllInstancesAsync(query)
                .AsPages(query.ContinuationToken, query.PageSize)
                .WithCancellation(http.RequestAborted)
        )
        {
            foreach (var instance in page.Values)
                list.Add(ManagementJson.Status(instance, showInput));
            if (!string.IsNullOrEmpty(page.ContinuationToken))
                http.Response.Headers[ContinuationHeader] = page.ContinuationToken;
            break;
        }

        await ManagementJson.WriteAsync(http, StatusCodes.Status200OK, list);
    }

    public async Task GetStatusAsync(HttpContext http)
    {
        var parameters = new QueryParameters(http.Request);
        var showInput = parameters.Flag("showInput", otherwise: true);
        var showHistory = parameters.Flag("showHistory", otherwise: false);
        var showOutput = parameters.Flag("showHistoryOutput", otherwise: false);
        var failureIsError = parameters.Flag("returnInternalServerErrorOnFailure", otherwise: false);
        if (await ManagementApi.FindAsync(engine().Client, http) is not { } instance)
            return;

        var status = ManagementJson.Status(instance, showInput);
        if (showHistory && await engine().GetHistoryAsync(instance.InstanceId, http.RequestAborted) is { } history)
            status["historyEvents"] = HistoryJson.Events(history, showInput, showOutput);
        if (!instance.IsCompleted)
        {
            http.Response.Headers.Location = http.Request.GetEncodedUrl();
            http.Response.Headers.RetryAfter = "5";
        }

        var statusCode = !instance.IsCompleted ? StatusCodes.Status202Accepted
            : failureIsError && instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed ? StatusCodes.Status500InternalServerError
            : StatusCodes.Status200OK;
        await ManagementJson.WriteAsync(http, statusCode, status);
    }
}
