using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Dispatch.Metrics;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Local.Simulators.Identity.Okta;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

public sealed class MissedPushesTests
{
    public static TheoryData<ConsentSource, int> Runs() => new()
    {
        { ConsentSource.Entra, 1 },
        { ConsentSource.Okta, 2 },
        { ConsentSource.Google, 3 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task TenthOfPushesDropped_NoConsentIsLost_AndExactlyTheDroppedAreReported(ConsentSource source, int seed)
    {
        const int Consents = 120;
        await using var world = await PollWorld.StartAsync(pageSize: 25);
        var chance = new Random(seed);
        var lag = source switch
        {
            ConsentSource.Entra => TimeSpan.FromHours(23),
            ConsentSource.Okta => TimeSpan.FromMinutes(50),
            _ => TimeSpan.FromHours(5),
        };
        var dropped = new HashSet<string>(StringComparer.Ordinal);
        var deliveries = new PriorityQueue<(int Number, JsonObject Record), DateTimeOffset>();
        for (var number = 1; number <= Consents; number++)
        {
            var at = PollWorld.Start + (TimeSpan.FromHours(10) * chance.NextDouble());
            var record = world.Consent(source, number, at, lag * chance.NextDouble());
            if (chance.NextDouble() < 0.1)
                dropped.Add($"person-{number}@example.com");
            else
                Deliver(number, record, at);
        }

        for (var end = PollWorld.Start.AddHours(11) + lag; world.Now < end; world.Clock.Advance(TimeSpan.FromMinutes(20)))
        {
            while (deliveries.TryPeek(out var next, out var at) && at <= world.Now)
            {
                deliveries.Dequeue();
                await world.PushAsync(source, next.Record);
            }
            Assert.Equal(PollOutcome.Read, (await world.PollAsync(source)).Outcome);
            await world.ReportMissedAsync(source);
        }

        var consents = await world.ConsentsAsync();
        Assert.InRange(dropped.Count, 1, Consents / 4);
        Assert.Equal(Consents, consents.Count);
        Assert.Equal(
            dropped.Order(StringComparer.Ordinal),
            consents
                .Where(consent => consent.MissedPushReportedAt is not null)
                .Select(consent => consent.Facts.Who.Email)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            dropped.Count,
            (await world.ReadAsync(db => db.Effects.Where(effect => effect.Kind == EffectKind.DatadogMetric))).Count
        );
        Assert.Equal(
            dropped.Count,
            (await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == "consent.push_missed"))).Count
        );

        // A push takes some minutes and may come twice, as some sources do.
        void Deliver(int number, JsonObject record, DateTimeOffset at)
        {
            deliveries.Enqueue((number, record), at + (TimeSpan.FromMinutes(5) * chance.NextDouble()));
            if (chance.NextDouble() < 0.2)
                deliveries.Enqueue((number, record), at + (TimeSpan.FromHours(2) * chance.NextDouble()));
        }
    }

    [Fact]
    public async Task Report_AfterTheGrace_TellsOnceByMetricLogAndAudit()
    {
        await using var world = await PollWorld.StartAsync();
        world.Consent(ConsentSource.Okta, 1);
        await world.PollAsync(ConsentSource.Okta);
        world.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(0, await world.ReportMissedAsync(ConsentSource.Okta));

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await world.ReportMissedAsync(ConsentSource.Okta));
        Assert.Equal(0, await world.ReportMissedAsync(ConsentSource.Okta));
        await world.Service<DatadogDispatcher>().AdvanceAsync(null, CancellationToken.None);

        var point = Assert.Single(world.Datadog.Points);
        Assert.EndsWith(".missed_push", point.Metric, StringComparison.Ordinal);
        Assert.Contains("source:okta", point.Tags);
        Assert.Equal([5132], world.Warnings);
        var effect = Assert.Single(await world.ReadAsync(db => db.Effects.Where(effect => effect.Kind == EffectKind.DatadogMetric)));
        Assert.Equal(("datadog-metric:missed-push:okta-uuid-1", EffectState.Done), (effect.Key, effect.State));
        var entry = Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == "consent.push_missed")));
        Assert.Equal("consent/okta-uuid-1", entry.Subject);
    }

    [Fact]
    public async Task Report_ManyAtOnce_TellOnceTogether()
    {
        await using var world = await PollWorld.StartAsync();
        for (var number = 1; number <= 250; number++)
            world.Consent(ConsentSource.Google, number);
        await world.PollAsync(ConsentSource.Google);
        world.Clock.Advance(TimeSpan.FromHours(1));

        var reported = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.ReportMissedAsync(ConsentSource.Google)));

        Assert.Equal(250, reported.Sum() + await world.ReportMissedAsync(ConsentSource.Google));
        Assert.Equal(250, (await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == "consent.push_missed"))).Count);
    }

    [Fact]
    public async Task Report_WhatOktaNeverPushes_IsNotMissed()
    {
        await using var world = await PollWorld.StartAsync();
        foreach (var type in new[] { "app.oauth2.consent.grant", "app.oauth2.admin.consent.grant" })
        {
            world.Okta.Consent(
                new SimulatedOktaConsent(
                    $"uuid-{type}",
                    world.Now,
                    type,
                    "00u1",
                    "boss@example.com",
                    "0oa1",
                    "Mail Helper",
                    "okta.users.manage"
                )
            );
        }

        Assert.Equal(2, (await world.PollAsync(ConsentSource.Okta)).New);
        world.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, await world.ReportMissedAsync(ConsentSource.Okta));
    }

    [Fact]
    public async Task Report_SourceThatIsNotPushed_MissesNothing()
    {
        await using var world = await PollWorld.StartAsync(settings: new() { ["Consents:Okta:Secrets:0"] = null });
        world.Consent(ConsentSource.Okta, 1);
        await world.PollAsync(ConsentSource.Okta);
        world.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, await world.ReportMissedAsync(ConsentSource.Okta));
    }
}
