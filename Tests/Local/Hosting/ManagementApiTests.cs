using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Hosting;

/// <summary>The JSON is as observed on a running Functions host with the durable extension.</summary>
public sealed class ManagementApiTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Instances = "runtime/webhooks/durabletask/instances";

    private DurableTaskClient Client => fixture.Host.Client;

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("GET", "", "function-key")]
    [InlineData("GET", "/x", "wrong")]
    [InlineData("DELETE", "/x", null)]
    [InlineData("POST", "/x/raiseEvent/go", null)]
    [InlineData("POST", "/x/terminate", null)]
    public async Task Request_WithoutTheSystemKey_Is401AndEmpty(string method, string path, string? code)
    {
        using var response = await SendAsync(method, Instances + path + (code is null ? "" : $"?code={code}"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task GetStatus_Unknown_Is404AndEmpty()
    {
        using var response = await SendAsync("GET", $"{Instances}/nobody?code=system-key");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task GetStatus_Running_Is202WithLocationAndRetryAfter()
    {
        await StartWaitingAsync("status-running");
        var address = $"{Instances}/status-running?code=system-key";

        using var response = await SendAsync("GET", address);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(new Uri(fixture.Host.BaseUri, address), response.Headers.Location);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        var status = await JsonAsync(response);
        Assert.Equal(
            ["name", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime"],
            status.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Flow", status.GetProperty("name").GetString());
        Assert.Equal("status-running", status.GetProperty("instanceId").GetString());
        Assert.Equal("Running", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal(20, status.GetProperty("input").GetProperty("Number").GetInt32());
        Assert.Equal("waiting", status.GetProperty("customStatus").GetProperty("phase").GetString());
        Assert.Equal(JsonValueKind.Null, status.GetProperty("output").ValueKind);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", status.GetProperty("createdTime").GetString());
    }

    [Fact]
    public async Task GetStatus_Completed_Is200WithHistoryAsAskedFor()
    {
        await StartWaitingAsync("status-done");
        await Client.RaiseEventAsync("status-done", "go", "now");
        await Client.WaitForInstanceCompletionAsync("status-done");

        using var response = await SendAsync(
            "GET",
            $"{Instances}/status-done?code=system-key&showHistory=true&showHistoryOutput=true&showInput=false"
        );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Null(response.Headers.Location);
        var status = await JsonAsync(response);
        Assert.Equal(JsonValueKind.Null, status.GetProperty("input").ValueKind);
        Assert.Equal(40, status.GetProperty("output").GetProperty("Doubled").GetInt32());
        var events = status.GetProperty("historyEvents").EnumerateArray().ToList();
        Assert.Equal(
            ["ExecutionStarted", "TaskCompleted", "EventRaised", "ExecutionCompleted"],
            events.Select(one => one.GetProperty("EventType").GetString()));
        Assert.Equal("Flow", events[0].GetProperty("FunctionName").GetString());
        Assert.Equal("Double", events[1].GetProperty("FunctionName").GetString());
        Assert.Equal(40, events[1].GetProperty("Result").GetInt32());
        Assert.True(events[1].GetProperty("ScheduledTime").GetDateTime() <= events[1].GetProperty("Timestamp").GetDateTime());
        Assert.All(events, one => Assert.False(one.TryGetProperty("Input", out _)));

        var plain = await JsonAsync(await SendAsync("GET", $"{Instances}/status-done?code=system-key&showHistory=true"));
        Assert.All(plain.GetProperty("historyEvents").EnumerateArray(), one => Assert.False(one.TryGetProperty("Result", out _)));
        Assert.Equal("""{"Number":20}""", plain.GetProperty("historyEvents")[0].GetProperty("Input").GetString());
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("&returnInternalServerErrorOnFailure=true", HttpStatusCode.InternalServerError)]
    public async Task GetStatus_Failed_SaysWhy(string parameter, HttpStatusCode expected)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("FailingFlow");
        await Client.WaitForInstanceCompletionAsync(id);

        using var response = await SendAsync("GET", $"{Instances}/{id}?code=system-key{parameter}");

        Assert.Equal(expected, response.StatusCode);
        var status = await JsonAsync(response);
        Assert.Equal("Failed", status.GetProperty("runtimeStatus").GetString());
        Assert.Contains("no luck", status.GetProperty("output").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_WithTop_PagesThroughAllByContinuationToken()
    {
        foreach (var number in Enumerable.Range(1, 5))
            await StartWaitingAsync($"paged-{number}");
        var seen = new List<string>();
        string? token = null;
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Instances}?code=system-key&top=2&instanceIdPrefix=paged-");
            if (token is not null)
                request.Headers.Add("x-ms-continuation-token", token);
            using var response = await fixture.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var page = (await JsonAsync(response)).EnumerateArray().Select(one => one.GetProperty("instanceId").GetString()!).ToList();
            Assert.InRange(page.Count, 1, 2);
            seen.AddRange(page);
            token = response.Headers.TryGetValues("x-ms-continuation-token", out var values) ? values.Single() : null;
        }
        while (token is not null);

        Assert.Equal(["paged-1", "paged-2", "paged-3", "paged-4", "paged-5"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_WithFilters_KeepsWhatMatchesAll()
    {
        await StartWaitingAsync("filter-running");
        await StartWaitingAsync("filter-ended");
        await Client.TerminateInstanceAsync("filter-ended", output: null);
        await Client.WaitForInstanceCompletionAsync("filter-ended");

        Assert.Equal(["filter-ended"], await ListAsync("runtimeStatus=Terminated,Failed"));
        Assert.Equal(["filter-running"], await ListAsync("runtimeStatus=Running"));
        Assert.Empty(await ListAsync("createdTimeFrom=2999-01-01T00:00:00Z"));
        Assert.Empty(await ListAsync("createdTimeTo=2000-01-01T00:00:00Z"));
        Assert.Equal(2, (await ListAsync("createdTimeFrom=2000-01-01T00:00:00Z&createdTimeTo=2999-01-01T00:00:00Z")).Count);

        async Task<List<string>> ListAsync(string filter)
        {
            using var response = await SendAsync("GET", $"{Instances}?code=system-key&instanceIdPrefix=filter-&{filter}");
            return [.. (await JsonAsync(response)).EnumerateArray().Select(one => one.GetProperty("instanceId").GetString()!)];
        }
    }

    [Theory]
    [InlineData("GET", "runtimeStatus=Bogus")]
    [InlineData("GET", "top=-1")]
    [InlineData("GET", "createdTimeFrom=yesterday")]
    [InlineData("DELETE", "createdTimeFrom=2000-01-01&runtimeStatus=Bogus")]
    [InlineData("DELETE", "")]
    public async Task Filters_ThatCannotBeRead_Are400(string method, string filter)
    {
        using var response = await SendAsync(method, $"{Instances}?code=system-key&{filter}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task RaiseEvent_Waiting_Is202AndWakesIt()
    {
        await StartWaitingAsync("raised");

        using var response = await SendAsync("POST", $"{Instances}/raised/raiseEvent/go?code=system-key", "\"hello\"");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        var ended = await Client.WaitForInstanceCompletionAsync("raised", getInputsAndOutputs: true);
        Assert.Equal(new FlowResult(40, "hello"), ended.ReadOutputAs<FlowResult>());
    }

    [Theory]
    [InlineData("no-such", "application/json", "1", HttpStatusCode.NotFound)]
    [InlineData("event-ended", "application/json", "1", HttpStatusCode.Gone)]
    [InlineData("event-waiting", "text/plain", "1", HttpStatusCode.BadRequest)]
    [InlineData("event-waiting", "application/json", "{", HttpStatusCode.BadRequest)]
    public async Task RaiseEvent_Refused_SaysWhy(string instanceId, string contentType, string body, HttpStatusCode expected)
    {
        await EnsureAsync("event-waiting", ended: false);
        await EnsureAsync("event-ended", ended: true);

        using var response = await SendAsync("POST", $"{Instances}/{instanceId}/raiseEvent/go?code=system-key", body, contentType);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Terminate_Running_Is202AndTheReasonIsTheOutput()
    {
        await StartWaitingAsync("terminated");

        using var response = await SendAsync("POST", $"{Instances}/terminated/terminate?code=system-key&reason=enough%20of%20it");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        await Client.WaitForInstanceCompletionAsync("terminated");
        var status = await JsonAsync(await SendAsync("GET", $"{Instances}/terminated?code=system-key"));
        Assert.Equal("Terminated", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal("enough of it", status.GetProperty("output").GetString());
    }

    [Fact]
    public async Task SuspendAndResume_Running_Are202AndShow()
    {
        await StartWaitingAsync("paused");

        using var suspended = await SendAsync("POST", $"{Instances}/paused/suspend?code=system-key&reason=lunch");
        await fixture.Host.WhenIdleAsync();
        using var whileSuspended = await SendAsync("GET", $"{Instances}/paused?code=system-key");
        using var resumed = await SendAsync("POST", $"{Instances}/paused/resume?code=system-key");
        await fixture.Host.WhenIdleAsync();
        using var afterwards = await SendAsync("GET", $"{Instances}/paused?code=system-key");

        Assert.Equal(HttpStatusCode.Accepted, suspended.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, whileSuspended.StatusCode);
        Assert.Equal("Suspended", (await JsonAsync(whileSuspended)).GetProperty("runtimeStatus").GetString());
        Assert.Equal(HttpStatusCode.Accepted, resumed.StatusCode);
        Assert.Equal("Running", (await JsonAsync(afterwards)).GetProperty("runtimeStatus").GetString());
    }

    [Theory]
    [InlineData("terminate")]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("rewind")]
    public async Task Command_UnknownOrEnded_Is404Or410(string command)
    {
        await EnsureAsync("command-ended", ended: true);

        using var unknown = await SendAsync("POST", $"{Instances}/no-such/{command}?code=system-key");
        using var ended = await SendAsync("POST", $"{Instances}/command-ended/{command}?code=system-key");

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, ended.StatusCode);
    }

    [Fact]
    public async Task Purge_One_DeletesItAndCounts()
    {
        await EnsureAsync("purged", ended: true);

        using var first = await SendAsync("DELETE", $"{Instances}/purged?code=system-key");
        using var second = await SendAsync("DELETE", $"{Instances}/purged?code=system-key");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("""{"instancesDeleted":1}""", await first.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
    }

    [Fact]
    public async Task Purge_ByFilter_DeletesOnlyWhatMatches()
    {
        using var none = await SendAsync("DELETE", $"{Instances}?code=system-key&createdTimeFrom=2000-01-01&createdTimeTo=2000-01-02");
        await EnsureAsync("swept", ended: true);
        await EnsureAsync("spared", ended: false);

        using var swept = await SendAsync("DELETE", $"{Instances}?code=system-key&createdTimeFrom=2000-01-01&runtimeStatus=Terminated");

        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Equal(HttpStatusCode.OK, swept.StatusCode);
        Assert.True((await JsonAsync(swept)).GetProperty("instancesDeleted").GetInt32() >= 1);
        Assert.Null(await Client.GetInstanceAsync("swept"));
        Assert.NotNull(await Client.GetInstanceAsync("spared"));
    }

    [Fact]
    public async Task Start_ByName_Is202WithEveryAddress()
    {
        using var started = await SendAsync(
            "POST",
            "runtime/webhooks/durabletask/orchestrators/Flow/started-over-http?code=system-key",
            """{"Number":3}"""
        );

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var addresses = await started.Content.ReadFromJsonAsync<Dictionary<string, string>>();
        Assert.Equal("started-over-http", addresses!["id"]);
        using var raised = await SendAsync(
            "POST",
            addresses["sendEventPostUri"].Replace("{eventName}", "go", StringComparison.Ordinal),
            "\"x\""
        );
        Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
        var ended = await Client.WaitForInstanceCompletionAsync("started-over-http", getInputsAndOutputs: true);
        Assert.Equal(new FlowResult(6, "x"), ended.ReadOutputAs<FlowResult>());
        using var status = await SendAsync("GET", addresses["statusQueryGetUri"]);
        Assert.Equal(HttpStatusCode.OK, status.StatusCode);
    }

    [Fact]
    public async Task DurableClient_InAnHttpFunction_StartsAnOrchestration()
    {
        using var response = await SendAsync("POST", "api/flows/from-a-function");
        await Client.RaiseEventAsync("from-a-function", "go", "on");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var ended = await Client.WaitForInstanceCompletionAsync("from-a-function", getInputsAndOutputs: true);
        Assert.Equal(new FlowResult(40, "on"), ended.ReadOutputAs<FlowResult>());
    }

    /// <summary>Starts an orchestration and returns once it waits for its event.</summary>
    private async Task StartWaitingAsync(string instanceId)
    {
        await Client.ScheduleNewOrchestrationInstanceAsync("Flow", new FlowInput(20), new StartOrchestrationOptions(instanceId));
        await fixture.Host.WhenIdleAsync();
    }

    private async Task EnsureAsync(string instanceId, bool ended)
    {
        if (await Client.GetInstanceAsync(instanceId) is not null)
            return;
        await StartWaitingAsync(instanceId);
        if (!ended)
            return;
        await Client.TerminateInstanceAsync(instanceId, output: null);
        await Client.WaitForInstanceCompletionAsync(instanceId);
    }

    [Theory]
    [InlineData("GET", $"{Instances}?code=system-key&instanceIdPrefix=%00", null)]
    [InlineData("GET", $"{Instances}?code=system-key&taskHub=a%00b", null)]
    [InlineData("GET", $"{Instances}/x?code=system-key&showInput=%00", null)]
    [InlineData("POST", $"{Instances}/x/terminate?code=system-key&reason=a%00b", null)]
    [InlineData("DELETE", $"{Instances}?code=system-key&createdTimeFrom=%00", null)]
    [InlineData("POST", "runtime/webhooks/durabletask/orchestrators/Flow?code=system-key", """{"\ud800":1}""")]
    [InlineData("POST", "runtime/webhooks/durabletask/orchestrators/Flow?code=system-key", """{"a":["\udc00"]}""")]
    public async Task Request_WithWhatCannotBeStored_Is400(string method, string address, string? body)
    {
        using var response = await SendAsync(method, address, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(
        string method,
        string address,
        string? body = null,
        string contentType = "application/json"
    ) =>
        fixture.Http.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), address)
            {
                Content = body is null ? null : new StringContent(body, Encoding.UTF8, contentType),
            }
        );

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
}
