using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Local.Simulators;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>Reading a provider's log into the inbox, and the stored position of the poll.</summary>
public sealed class ConsentPollerTests
{
    public static TheoryData<ConsentSource> Sources() => [ConsentSource.Entra, ConsentSource.Okta, ConsentSource.Google];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Poll_ManyPages_AcceptsAllAndMovesTheMark(ConsentSource source)
    {
        await using var world = await PollWorld.StartAsync(pageSize: 2);
        for (var number = 1; number <= 7; number++)
            world.Consent(source, number, PollWorld.Start.AddMinutes(-number));

        var result = await world.PollAsync(source);

        Assert.Equal(new PollResult(PollOutcome.Read, 7, 7), result);
        var consents = await world.ConsentsAsync();
        Assert.Equal(7, consents.Count);
        Assert.All(consents, consent =>
            Assert.Equal((source, PollWorld.Start, null), (consent.Source, consent.PolledAt!.Value, consent.PushedAt))
        );
        Assert.Equal(
            Enumerable.Range(1, 7).Select(number => $"person-{number}@example.com"),
            consents.Select(consent => consent.Facts.Who.Email).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            consents.Select(consent => consent.Key).Order(StringComparer.Ordinal),
            world.Started.Select(consent => consent.Key).Order(StringComparer.Ordinal)
        );
        var health = await world.HealthAsync(source);
        Assert.Equal(PollWorld.Start, (await world.WatermarkAsync(source))!.ReadUntil);
        Assert.Equal((PollWorld.Start, null, 0), (health!.LastSucceededAt!.Value, health.LastFailedAt, health.Failures));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Poll_RecordWrittenLate_IsFoundBehindTheMark(ConsentSource source)
    {
        await using var world = await PollWorld.StartAsync();
        world.Consent(source, 1, delay: TimeSpan.FromMinutes(50));
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, (await world.PollAsync(source)).Consents);
        Assert.Equal(world.Now, (await world.WatermarkAsync(source))!.ReadUntil);

        world.Clock.Advance(TimeSpan.FromMinutes(41));

        Assert.Equal(1, (await world.PollAsync(source)).New);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task PushAndPoll_OfOneConsent_AreOne(ConsentSource source)
    {
        await using var world = await PollWorld.StartAsync();
        await world.PushAsync(source, world.Consent(source, 1));
        var second = world.Consent(source, 2);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await world.PollAsync(source);
        await world.PushAsync(source, second);
        await world.PollAsync(source);

        var consents = await world.ConsentsAsync();
        Assert.Equal(2, consents.Count);
        Assert.All(consents, consent => Assert.True(consent is { PushedAt: not null, PolledAt: not null, Revision: 1 }));
    }

    [Fact]
    public async Task Poll_OfEntra_TellsTheTenant()
    {
        await using var world = await PollWorld.StartAsync();
        world.Consent(ConsentSource.Entra, 1);

        await world.PollAsync(ConsentSource.Entra);

        Assert.Equal(world.Graph.Options.TenantId, Assert.Single(await world.ConsentsAsync()).Facts.Tenant);
        Assert.Equal([$"{world.Graph.BaseUrl}.default"], world.Credential.Scopes);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Poll_LaterPageFails_KeepsWhatCameAndReadsAllOfItAgain(ConsentSource source)
    {
        await using var world = await PollWorld.StartAsync(pageSize: 2);
        await world.PollAsync(source);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        for (var number = 1; number <= 5; number++)
            world.Consent(source, number);
        Faults(world, source).RetryAfterSeconds = 90;
        Faults(world, source).Next(Method(source), HttpFault.None, HttpFault.Throttled);

        var failed = await world.PollAsync(source);

        Assert.Equal(PollOutcome.Failed, failed.Outcome);
        Assert.Equal(2, (await world.ConsentsAsync()).Count);
        var health = (await world.HealthAsync(source))!;
        Assert.Equal(PollWorld.Start, (await world.WatermarkAsync(source))!.ReadUntil);
        Assert.Equal((world.Now, 1), (health.LastFailedAt!.Value, health.Failures));
        Assert.Contains("HTTP 429", health.LastFailure, StringComparison.Ordinal);
        Assert.Contains(5131, world.Warnings);
        Assert.Contains(world.Datadog.Points, point =>
            point.Metric == "oauthattest.poll.failed" && point.Tags.Contains($"source:{source.Slug()}")
        );

        world.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(PollOutcome.Waiting, (await world.PollAsync(source)).Outcome);
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(new PollResult(PollOutcome.Read, 5, 3), await world.PollAsync(source));
        Assert.Equal(world.Now, (await world.WatermarkAsync(source))!.ReadUntil);
    }

    [Theory]
    [InlineData(ConsentSource.Entra, HttpFault.HtmlPageAfterAccepting)]
    [InlineData(ConsentSource.Entra, HttpFault.ServerError)]
    [InlineData(ConsentSource.Okta, HttpFault.HtmlPage)]
    [InlineData(ConsentSource.Okta, HttpFault.SilentBeforeAccepting)]
    [InlineData(ConsentSource.Google, HttpFault.BrokenAfterAccepting)]
    [InlineData(ConsentSource.Google, HttpFault.ServerErrorAfterAccepting)]
    public async Task Poll_Outage_NeverLooksLikeAnEmptyLog(ConsentSource source, HttpFault fault)
    {
        await using var world = await PollWorld.StartAsync(settings: new() { ["Polling:Okta:RequestTimeout"] = "00:00:01.5" });
        world.Consent(source, 1);
        Faults(world, source).Next(Method(source), fault, fault, fault, fault);

        Assert.Equal(PollOutcome.Failed, (await world.PollAsync(source)).Outcome);

        Assert.Equal(world.Now.AddDays(-1), (await world.WatermarkAsync(source))!.ReadUntil);
        Assert.Null((await world.HealthAsync(source))!.LastSucceededAt);
        Assert.Equal(4, Calls(world, source));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Poll_PassingFault_IsTriedAgainAtOnce(ConsentSource source)
    {
        await using var world = await PollWorld.StartAsync();
        world.Consent(source, 1);
        Faults(world, source).Next(Method(source), HttpFault.Throttled);

        Assert.Equal(new PollResult(PollOutcome.Read, 1, 1), await world.PollAsync(source));
    }

    [Fact]
    public async Task Poll_CredentialsRefused_FailsAndTellsNoSecret()
    {
        await using var world = await PollWorld.StartAsync(settings: new() { ["Polling:Okta:ApiToken"] = "another-token" });

        Assert.Equal(PollOutcome.Failed, (await world.PollAsync(ConsentSource.Okta)).Outcome);

        Assert.Equal("Okta refused the call (HTTP 401, E0000011)", (await world.HealthAsync(ConsentSource.Okta))!.LastFailure);
        Assert.Equal(1, world.Okta.Calls["logs"]);
    }

    [Fact]
    public async Task Poll_NoToken_Fails()
    {
        await using var world = await PollWorld.StartAsync();
        world.Credential.Failure = new Azure.Identity.CredentialUnavailableException("tenant-secret");

        Assert.Equal(PollOutcome.Failed, (await world.PollAsync(ConsentSource.Entra)).Outcome);

        Assert.DoesNotContain("tenant-secret", (await world.HealthAsync(ConsentSource.Entra))!.LastFailure, StringComparison.Ordinal);
        Assert.Empty(world.Graph.Calls);
    }

    [Fact]
    public async Task Poll_RecordThatCannotBeRead_HoldsTheMarkAndNotTheOthers()
    {
        await using var world = await PollWorld.StartAsync();
        var broken = world.Consent(ConsentSource.Okta, 1);
        broken.Remove("uuid");
        world.Consent(ConsentSource.Okta, 2);

        var result = await world.PollAsync(ConsentSource.Okta);

        Assert.Equal(new PollResult(PollOutcome.Failed, 1, 1), result);
        Assert.Equal(
            "1 records could not be read; the first: [0].uuid is missing",
            (await world.HealthAsync(ConsentSource.Okta))!.LastFailure
        );
        broken["uuid"] = "uuid-1";
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new PollResult(PollOutcome.Read, 2, 1), await world.PollAsync(ConsentSource.Okta));
    }

    [Fact]
    public async Task Poll_FirstEver_LooksBackAsFarAsConfigured()
    {
        await using var world = await PollWorld.StartAsync(settings: new() { ["Polling:Okta:LookBack"] = "03:00:00" });
        world.Consent(ConsentSource.Okta, 1, PollWorld.Start.AddHours(-2));
        world.Consent(ConsentSource.Okta, 2, PollWorld.Start.AddHours(-4));

        Assert.Equal(1, (await world.PollAsync(ConsentSource.Okta)).Consents);
    }

    [Fact]
    public async Task Poll_FirstEverFails_TheNextBeginsWhereItDid()
    {
        await using var world = await PollWorld.StartAsync(settings: new() { ["Polling:Okta:LookBack"] = "03:00:00" });
        world.Consent(ConsentSource.Okta, 1, PollWorld.Start.AddHours(-2));
        world.Okta.Faults.RetryAfterSeconds = 3600;
        world.Okta.Faults.Next("logs", HttpFault.Throttled);
        await world.PollAsync(ConsentSource.Okta);

        world.Clock.Advance(TimeSpan.FromHours(12));

        Assert.Equal(1, (await world.PollAsync(ConsentSource.Okta)).New);
    }

    [Fact]
    public async Task Poll_ManyAtOnce_MakeOneConsentAndOneStart()
    {
        await using var world = await PollWorld.StartAsync(pageSize: 2);
        for (var number = 1; number <= 5; number++)
            world.Consent(ConsentSource.Entra, number);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.PollAsync(ConsentSource.Entra)));

        Assert.All(results, result => Assert.Equal((PollOutcome.Read, 5), (result.Outcome, result.Consents)));
        Assert.Equal(5, results.Sum(result => result.New));
        Assert.Equal(5, (await world.ReadAsync(db => db.Effects.Where(effect => effect.Kind == EffectKind.Start))).Count);
    }

    [Fact]
    public async Task Poll_ProviderWithoutCredentials_DoesNothing()
    {
        await using var world = await PollWorld.StartAsync(
            settings: new() { ["Polling:Google:ServiceAccountKey"] = null, ["Polling:Google:Subject"] = null }
        );

        Assert.Equal(PollOutcome.NotConfigured, (await world.PollAsync(ConsentSource.Google)).Outcome);

        Assert.Empty(world.Google.Calls);
        Assert.Null(await world.WatermarkAsync(ConsentSource.Google));
    }

    internal static HttpFaults Faults(PollWorld world, ConsentSource source) => source switch
    {
        ConsentSource.Entra => world.Graph.Faults,
        ConsentSource.Okta => world.Okta.Faults,
        _ => world.Google.Faults,
    };

    private static string Method(ConsentSource source) => source switch
    {
        ConsentSource.Entra => "directoryAudits",
        ConsentSource.Okta => "logs",
        _ => "activities",
    };

    private static int Calls(PollWorld world, ConsentSource source) => source switch
    {
        ConsentSource.Entra => world.Graph.Calls[Method(source)],
        ConsentSource.Okta => world.Okta.Calls[Method(source)],
        _ => world.Google.Calls[Method(source)],
    };
}
