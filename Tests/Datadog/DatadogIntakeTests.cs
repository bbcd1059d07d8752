using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Datadog;
using OAuthAttest.Local.Simulators;
using Xunit;

namespace OAuthAttest.Tests.Datadog;

public sealed class DatadogIntakeTests
{
    private static readonly DatadogPoint[] Page =
    [
        new("oauthattest.escalation.pages", DatadogMetricType.Count, 1, DatadogSetup.Now, ["source:standard"]),
    ];

    [Fact]
    public async Task SendEventAsync_AndMetrics_Arrive()
    {
        await using var setup = await DatadogSetup.StartAsync();

        await setup.Datadog.SendEventAsync(DatadogSetup.Event(), default);
        await setup.Datadog.SendMetricsAsync(Page, default);
        await setup.Datadog.SendMetricsAsync([], default);

        var taken = Assert.Single(setup.Organisation.Events);
        Assert.Equal(
            ("Privileged consent: Mail Reader", "error", "consent:standard-1", DatadogSetup.Now),
            (taken.Title, taken.Status, taken.AggregationKey, taken.At)
        );
        var point = Assert.Single(setup.Organisation.Points);
        Assert.Equal(("oauthattest.escalation.pages", 1, 1.0, DatadogSetup.Now), (point.Metric, point.Type, point.Value, point.At));
        Assert.Equal((1, 1), (setup.Organisation.Calls["events"], setup.Organisation.Calls["series"]));
        Assert.Empty(setup.Organisation.Unexpected);
    }

    [Theory]
    [InlineData(HttpFault.Throttled, 0, 7)]
    [InlineData(HttpFault.ThrottledByReset, 0, 7)]
    [InlineData(HttpFault.ThrottledWithoutDelay, 0, null)]
    [InlineData(HttpFault.ServerError, 0, null)]
    [InlineData(HttpFault.HtmlPage, 0, null)]
    [InlineData(HttpFault.HtmlPageAfterAccepting, 1, null)]
    [InlineData(HttpFault.ServerErrorAfterAccepting, 1, null)]
    [InlineData(HttpFault.SilentBeforeAccepting, 0, null)]
    [InlineData(HttpFault.SilentAfterAccepting, 1, null)]
    [InlineData(HttpFault.BrokenBeforeAccepting, 0, null)]
    [InlineData(HttpFault.BrokenAfterAccepting, 1, null)]
    public async Task Send_WhenDatadogMisbehaves_IsUnavailable_AndNotRepeatedHere(HttpFault fault, int taken, int? seconds)
    {
        await using var setup = await DatadogSetup.StartAsync();
        setup.Organisation.Faults.RetryAfterSeconds = 7;
        setup.Organisation.Faults.Next("events", fault);
        setup.Organisation.Faults.Next("series", fault);

        var ofEvent = await Assert.ThrowsAsync<DatadogUnavailableException>(() =>
            setup.HurryAsync(() => setup.Datadog.SendEventAsync(DatadogSetup.Event(), default))
        );
        var ofMetric = await Assert.ThrowsAsync<DatadogUnavailableException>(() =>
            setup.HurryAsync(() => setup.Datadog.SendMetricsAsync(Page, default))
        );

        Assert.Equal((taken, taken), (setup.Organisation.Events.Count, setup.Organisation.Points.Count));
        Assert.Equal((1, 1), (setup.Organisation.Calls["events"], setup.Organisation.Calls["series"]));
        TimeSpan? wait = seconds is { } asked ? TimeSpan.FromSeconds(asked) : null;
        Assert.Equal((wait, wait), (ofEvent.RetryAfter, ofMetric.RetryAfter));
    }

    [Fact]
    public async Task Send_NobodyListens_IsUnavailable()
    {
        await using var setup = await DatadogSetup.StartAsync();
        await setup.Organisation.Server.RefuseAsync();

        await Assert.ThrowsAsync<DatadogUnavailableException>(() => setup.Datadog.SendEventAsync(DatadogSetup.Event(), default));
    }

    [Theory]
    [InlineData("Datadog:ApiKey", true)]
    [InlineData("Datadog:AppKey", false)]
    public async Task Send_WrongKey_IsRejectedAndNotNamed(string key, bool metricsToo)
    {
        await using var setup = await DatadogSetup.StartAsync(new() { [key] = "a-key-that-is-wrong" });

        var thrown = await Assert.ThrowsAsync<DatadogRejectedException>(() => setup.Datadog.SendEventAsync(DatadogSetup.Event(), default));
        var metrics = await Record.ExceptionAsync(() => setup.Datadog.SendMetricsAsync(Page, default));

        Assert.Equal((403, "Datadog refused it (HTTP 403): Forbidden"), (thrown.Status, thrown.Message));
        Assert.Equal(metricsToo, metrics is DatadogRejectedException);
    }

    [Theory]
    [InlineData(202, """{"errors":[]}""", "application/json", null)]
    [InlineData(200, """{"errors":[]}""", "application/json", typeof(DatadogRejectedException))]
    [InlineData(202, "ok", "text/plain", typeof(DatadogUnavailableException))]
    [InlineData(
        400,
        """{"errors":[{"title":"Bad","detail":"secret-api-key again"}]}""",
        "application/json",
        typeof(DatadogRejectedException)
    )]
    [InlineData(403, "<html>", "text/html", typeof(DatadogUnavailableException))]
    [InlineData(404, "{}", "application/json", typeof(DatadogRejectedException))]
    [InlineData(408, "{}", "application/json", typeof(DatadogUnavailableException))]
    [InlineData(503, "{}", "application/json", typeof(DatadogUnavailableException))]
    public async Task Send_AnyAnswer_IsSorted_AndTheKeysAreHeaders(int status, string answer, string type, Type? expected)
    {
        await using var sink = await WireSink.StartAsync();
        (sink.Status, sink.Answer, sink.ContentType) = (status, answer, type);
        await using var services = DatadogSetup.Services(new()
        {
            ["Datadog:ApiKey"] = "secret-api-key",
            ["Datadog:AppKey"] = "secret-app-key",
            ["Datadog:EventsUrl"] = sink.BaseUrl.AbsoluteUri,
            ["Datadog:ApiUrl"] = sink.BaseUrl.AbsoluteUri,
        });

        var thrown = await Record.ExceptionAsync(() =>
            services.GetRequiredService<IDatadog>().SendEventAsync(DatadogSetup.Event(), default)
        );
        var same = await Record.ExceptionAsync(() => services.GetRequiredService<IDatadog>().SendMetricsAsync(Page, default));

        Assert.Equal((expected, expected), (thrown?.GetType(), same?.GetType()));
        Assert.DoesNotContain("secret", thrown?.ToString() ?? "", StringComparison.Ordinal);
        Assert.Equal(["POST /api/v2/events", "POST /api/v2/series"], sink.Requests.Select(request => request.Line));
        Assert.Equal(
            ("secret-api-key", "secret-app-key"),
            (sink.Requests[0].Headers["DD-API-KEY"], sink.Requests[0].Headers["DD-APPLICATION-KEY"])
        );
        Assert.False(sink.Requests[1].Headers.ContainsKey("DD-APPLICATION-KEY"));
    }

    [Fact]
    public async Task Send_NotConfigured_IsABrokenPromise()
    {
        await using var services = DatadogSetup.Services([]);
        var datadog = services.GetRequiredService<IDatadog>();

        Assert.False(datadog.IsConfigured);
        await Assert.ThrowsAsync<InvalidOperationException>(() => datadog.SendEventAsync(DatadogSetup.Event(), default));
    }

    [Theory]
    [InlineData("datadoghq.eu", "https://event-management-intake.datadoghq.eu/", "https://api.datadoghq.eu/")]
    [InlineData("us5.datadoghq.com", "https://event-management-intake.us5.datadoghq.com/", "https://api.us5.datadoghq.com/")]
    public void Site_DecidesBothHosts(string site, string events, string api)
    {
        using var services = DatadogSetup.Services(new() { ["Datadog:Site"] = site });
        var options = services.GetRequiredService<IOptions<DatadogOptions>>().Value;

        Assert.Equal((events, api), (options.EventsAddress.AbsoluteUri, options.ApiAddress.AbsoluteUri));
    }

    [Fact]
    public void EverythingWrong_IsToldAtOnce_WithoutTheKeys()
    {
        using var services = DatadogSetup.Services(new()
        {
            ["Datadog:ApiKey"] = "secret-api-key",
            ["Datadog:Site"] = "datadog.example",
            ["Datadog:EventsUrl"] = "http://datadog.example/",
            ["Datadog:ApiUrl"] = "https://api.datadoghq.com/api",
            ["Datadog:RequestTimeout"] = "00:00:00",
            ["Datadog:Api"] = "x",
        });

        var thrown = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<DatadogOptions>>().Value);

        string[] keys = ["AppKey", "Site", "EventsUrl", "ApiUrl", "RequestTimeout", "Api"];
        Assert.Equal(
            keys.Order(StringComparer.Ordinal),
            thrown.Failures.Select(failure => failure.Split(' ')[0]["Datadog:".Length..]).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
    }
}
