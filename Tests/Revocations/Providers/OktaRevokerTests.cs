using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Grants;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Revocations.Providers.Okta;
using OAuthAttest.Tests.Slack;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Providers;

public sealed class OktaRevokerTests
{
    private const string NotFound = """{"errorCode":"E0000007","errorSummary":"Not found: Resource not found"}""";

    private static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 30, 0, TimeSpan.Zero);
    private static readonly RevocationTarget Target = new(null, "0oa/client", ConsentType.Principal, "00u1", "ada@example.com");

    [Fact]
    public async Task RevokeAsync_TakesGrantsAndTokens_WithTheToken()
    {
        await using var okta = await OktaAsync(200, """[{"id":"1","status":"ACTIVE"},{"id":"2","status":"REVOKED"}]""");

        var answer = await okta.Revoker.RevokeAsync(Target, default);

        Assert.Equal(
            [
                "GET /api/v1/users/00u1/clients/0oa%2Fclient/grants?limit=200", "DELETE /api/v1/users/00u1/clients/0oa%2Fclient/grants",
                "GET /api/v1/users/00u1/clients/0oa%2Fclient/tokens?limit=200", "DELETE /api/v1/users/00u1/clients/0oa%2Fclient/tokens",
            ],
            okta.Sink.Requests.Select(request => request.Line));
        Assert.All(okta.Sink.Requests, request => Assert.Equal("SSWS secret-token", request.Headers["Authorization"]));
        Assert.Equal(new RevocationAnswer(2, Now.AddHours(2)), answer);
    }

    [Fact]
    public async Task RevokeAsync_GoneAlready_IsDone()
    {
        await using var okta = await OktaAsync(404, NotFound);

        Assert.Equal(0, (await okta.Revoker.RevokeAsync(Target, default)).Removed);
        Assert.True(await okta.Revoker.IsGoneAsync(Target, default));
    }

    [Theory]
    [InlineData("[]", true)]
    [InlineData("""[{"id":"1","status":"REVOKED"}]""", true)]
    [InlineData("""[{"id":"1","status":"ACTIVE"}]""", false)]
    [InlineData("""[{"id":"1"}]""", false)]
    [InlineData("""["?"]""", false)]
    public async Task IsGoneAsync_OnlyWhenNothingIsAlive(string list, bool gone)
    {
        await using var okta = await OktaAsync(200, list);

        Assert.Equal(gone, await okta.Revoker.IsGoneAsync(Target, default));
    }

    [Theory]
    [InlineData(200, "{}", "application/json")]
    [InlineData(200, "", "application/json")]
    [InlineData(200, "<html>", "text/html")]
    [InlineData(404, "<html>", "text/html")]
    [InlineData(404, "{}", "application/json")]
    [InlineData(302, "", "text/html")]
    [InlineData(408, "{}", "application/json")]
    [InlineData(500, "{}", "application/json")]
    public async Task IsGoneAsync_UnreadableAnswer_IsNeverGone(int status, string answer, string type)
    {
        await using var okta = await OktaAsync(status, answer, type);

        await Assert.ThrowsAsync<RevocationUnavailableException>(() => okta.Revoker.IsGoneAsync(Target, default));
    }

    [Fact]
    public async Task IsGoneAsync_AFullPageOfRevokedOnes_IsNotProof()
    {
        await using var okta = await OktaAsync(200, $"[{string.Join(',', Enumerable.Repeat("""{"status":"REVOKED"}""", 200))}]");

        await Assert.ThrowsAsync<RevocationUnavailableException>(() => okta.Revoker.IsGoneAsync(Target, default));
    }

    [Theory]
    [InlineData("60", 60)]
    [InlineData("-60", 1)]
    [InlineData("864000", 900)]
    public async Task RevokeAsync_Throttled_TellsHowLong(string secondsFromNow, int expected)
    {
        await using var okta = await OktaAsync(429, "{}");
        okta.Sink.AnswerHeaders["X-Rate-Limit-Reset"] = (Now.ToUnixTimeSeconds() + long.Parse(secondsFromNow)).ToString();

        var thrown = await Assert.ThrowsAsync<RevocationUnavailableException>(() => okta.Revoker.RevokeAsync(Target, default));

        Assert.Equal(TimeSpan.FromSeconds(expected), thrown.RetryAfter);
    }

    [Fact]
    public async Task RevokeAsync_Refused_SaysWhyWithoutTheToken()
    {
        await using var okta = await OktaAsync(403, """{"errorCode":"E0000006","errorSummary":"secret-token may not do that"}""");

        var thrown = await Assert.ThrowsAsync<RevocationRejectedException>(() => okta.Revoker.RevokeAsync(Target, default));

        Assert.Equal("Okta refused it (HTTP 403): (token) may not do that", thrown.Message);
    }

    [Fact]
    public async Task RevokeAsync_NobodyListens_IsUnavailable()
    {
        await using var okta = await OktaAsync(200, "[]");
        await okta.Sink.DisposeAsync();

        await Assert.ThrowsAsync<RevocationUnavailableException>(() => okta.Revoker.RevokeAsync(Target, default));
    }

    [Fact]
    public async Task RevokeAsync_WhatIsNoPersonsGrant_IsForAPerson()
    {
        await using var okta = await OktaAsync(200, "[]");

        await Assert.ThrowsAsync<RevocationRejectedException>(() => okta.Revoker.RevokeAsync(Target with { ConsentType = ConsentType.Tenant }, default));
        await Assert.ThrowsAsync<RevocationRejectedException>(() => okta.Revoker.RevokeAsync(Target with { PersonExternalId = null, PersonEmail = null }, default));
        await Assert.ThrowsAsync<RevocationRejectedException>(() => okta.Revoker.RevokeAsync(Target with { PersonExternalId = ".." }, default));

        Assert.Empty(okta.Sink.Requests);
    }

    [Fact]
    public async Task NoToken_IsNotConfigured()
    {
        await using var services = Services([]);
        var revoker = services.GetRequiredService<IGrantRevoker>();

        Assert.Equal((ProviderName.Okta, false), (revoker.Provider, revoker.IsConfigured));
        await Assert.ThrowsAsync<InvalidOperationException>(() => revoker.RevokeAsync(Target, default));
    }

    [Fact]
    public void EverythingWrong_IsToldAtOnce_WithoutTheToken()
    {
        using var services = Services(new()
        {
            ["Revocation:Okta:Token"] = "secret-token",
            ["Revocation:Okta:BaseUrl"] = "http://example.okta.com/",
            ["Revocation:Okta:AccessTokenLife"] = "2.00:00:00",
            ["Revocation:Okta:RequestTimeout"] = "00:00:00",
            ["Revocation:Okta:Tokne"] = "x",
        });

        var thrown = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OktaRevocationOptions>>().Value);

        Assert.Equal(["AccessTokenLife", "BaseUrl", "RequestTimeout", "Tokne"], thrown.Failures.Select(failure => failure.Split(' ')[0]["Revocation:Okta:".Length..]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
    }

    private static async Task<Okta> OktaAsync(int status, string answer, string type = "application/json")
    {
        var sink = await WireSink.StartAsync();
        (sink.Status, sink.Answer, sink.ContentType) = (status, answer, type);
        return new Okta(sink, Services(new()
        {
            ["Revocation:Okta:BaseUrl"] = sink.BaseUrl.AbsoluteUri,
            ["Revocation:Okta:Token"] = "secret-token",
            ["Revocation:Okta:AccessTokenLife"] = "02:00:00",
        }));
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new FixedClock(Now));
        services.AddOktaRevocation(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider();
    }

    private sealed class Okta(WireSink sink, ServiceProvider provider) : IAsyncDisposable
    {
        public WireSink Sink => sink;

        public IGrantRevoker Revoker => provider.GetRequiredService<IGrantRevoker>();

        public async ValueTask DisposeAsync()
        {
            await provider.DisposeAsync();
            await sink.DisposeAsync();
        }
    }
}
