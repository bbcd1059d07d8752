using System.Net;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>A consent that cannot be stored must not be acknowledged.</summary>
public sealed class ClosedWebhookTests
{
    [Fact]
    public async Task Post_DatabaseGone_Is503WithRetryAfterForEverySource()
    {
        await using var world = await ConsentWorld.StartAsync(databaseIsGone: true);

        foreach (var (source, body) in ConsentWebhookTests.Sources.Select(row => ((ConsentSource)row[0], (string)row[1])))
        {
            using var answer = await world.PostAsync(source, body);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
            await EndpointTests.AssertRefusedAsync(answer, 503, null);
        }
        Assert.Equal((0, 0, 0), await world.CountAsync());
    }

    [Fact]
    public async Task Post_SourceWithoutASecret_Is503()
    {
        await using var world = await ConsentWorld.StartAsync(new() { ["Consents:Okta:Secrets:0"] = null });
        using var closed = await world.PostAsync(ConsentSource.Okta, OtherSamples.OktaHook(OtherSamples.OktaConsent));
        using var open = await world.PostAsync(ConsentSource.Standard, OtherSamples.Standard);

        await EndpointTests.AssertRefusedAsync(closed, 503, "source");
        Assert.Equal(HttpStatusCode.Accepted, open.StatusCode);
    }

    [Fact]
    public async Task Send_EscalationOff_Is503AndTheChallengeToo()
    {
        await using var world = await ConsentWorld.StartAsync(new() { ["Escalation:Enabled"] = "false" });
        using var answer = await world.PostAsync(ConsentSource.Standard, OtherSamples.Standard);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/consents/okta");
        request.Headers.Add("x-okta-verification-challenge", "abc");
        using var challenge = await world.Http.SendAsync(request);

        await EndpointTests.AssertRefusedAsync(answer, 503, "source");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, challenge.StatusCode);
        Assert.Equal((0, 0, 0), await world.CountAsync());
    }
}
