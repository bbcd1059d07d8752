using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Telemetry;
using Xunit;

namespace OAuthAttest.Tests.Functions.Telemetry;

/// <summary>The alerts on the age of feeds ask for the worst of each feed: a metric tells which feed it is of.</summary>
[Collection(SentTelemetry.Collection)]
public sealed class MetricDimensionsTests
{
    private const string Age = "oauthattest.feed.checked.secondsSinceSuccess";

    [Fact]
    public async Task Metrics_OfSeveralFeeds_AreOneEachWithSourceAndPart()
    {
        var metrics = await SentAsync(
            BusinessEvents.FeedWasChecked(FeedSource.Okta, FeedPart.Poll, TimeSpan.FromSeconds(40), failures: 0),
            BusinessEvents.FeedWasChecked(FeedSource.Entra, FeedPart.Roster, TimeSpan.FromHours(5), failures: 9),
            BusinessEvents.FeedWasChecked(FeedSource.Entra, FeedPart.Roster, TimeSpan.FromHours(6), failures: 10)
        );

        Assert.Equal(
            [("Entra", "Roster", 2, 6 * 3600.0), ("Okta", "Poll", 1, 40)],
            metrics.Where(metric => metric.Name == Age)
                .Select(metric => (metric.Properties["source"], metric.Properties["part"], metric.Count ?? 0, metric.Max ?? 0))
                .Order()
        );
        Assert.Equal(2, metrics.Count(metric => metric.Name == "oauthattest.feed.checked"));
    }

    [Fact]
    public async Task Metrics_OfAnEventWithoutProperties_AreCountedToo()
    {
        var metrics = await SentAsync(BusinessEvents.ConsentsNotCommitted(3), BusinessEvents.ConsentsNotCommitted(4));

        Assert.Equal(7, Assert.Single(metrics, metric => metric.Name == "oauthattest.consent.not_committed.deliveries").Sum);
    }

    [Fact]
    public async Task Metrics_OfMoreValuesThanTheLibraryKeepsApart_AreAllCounted()
    {
        var facts = Enumerable.Range(0, 300).Select(i => BusinessEvents.EscalationPageFailed($"provider-{i}")).ToArray();

        var metrics = await SentAsync(facts);

        Assert.Equal(300, metrics.Where(metric => metric.Name == "oauthattest.escalation.page_failed").Sum(metric => metric.Sum));
    }

    private static async Task<IReadOnlyList<MetricTelemetry>> SentAsync(params BusinessEvent[] facts)
    {
        var sent = new SentTelemetry();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(SentTelemetry.Settings());
        services.AddSingleton(TimeProvider.System);
        services.AddNoTelemetry();
        sent.AddTo(services, collects: false);
        await using (var provider = services.BuildServiceProvider())
        {
            var telemetry = provider.GetRequiredService<IBusinessTelemetry>();
            foreach (var fact in facts)
                telemetry.Track(fact);
        }
        return sent.Metrics;
    }
}
