using OAuthAttest.Grants;
using OAuthAttest.Revocations.Providers;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Providers;

public sealed class CustomRevokerTests
{
    private static readonly ProviderName Own = ProviderName.Parse("own-sso");

    [Fact]
    public async Task Revoke_PostsTheToken_AndTheListTellsThatItIsGone()
    {
        await using var own = await WithGrantsAsync();
        await using var world = await StartAsync(own);

        Assert.False(await world.IsGoneAsync(Own, Target()));
        var answer = await world.RevokeAsync(Own, Target());

        Assert.Equal(1, answer.Removed);
        Assert.InRange(answer.TokensLiveUntil - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20));
        Assert.Equal("g-1 refresh_token", Assert.Single(own.Posted));
        Assert.True(await world.IsGoneAsync(Own, Target()));
        Assert.Equal(0, (await world.RevokeAsync(Own, Target())).Removed);
        Assert.Equal(["g-2", "g-3", "g-4"], own.Grants.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task IsGone_WhatIsListedAsRevoked_IsGone()
    {
        await using var own = await WithGrantsAsync();
        await using var world = await StartAsync(own);

        Assert.True(await world.IsGoneAsync(Own, Target() with { ClientId = "app-3", GrantId = "g-4" }));
    }

    [Theory]
    [InlineData(503, "{}", 120)]
    [InlineData(429, "{}", 120)]
    [InlineData(500, "{}", null)]
    [InlineData(502, "<html>", null)]
    [InlineData(400, "<html>", null)]
    public async Task Revoke_PassingFault_IsRepeatedLater(int status, string body, int? seconds)
    {
        await using var own = await WithGrantsAsync();
        await using var world = await StartAsync(own);
        own.Next(200, """{"data":{"grants":[{"app":{"client_id":"app-1"},"state":"active"}]}}""");
        own.Next(status, body, seconds);

        var fault = await Assert.ThrowsAsync<RevocationUnavailableException>(() => world.RevokeAsync(Own, Target()));

        Assert.Equal(seconds, (int?)fault.RetryAfter?.TotalSeconds);
        Assert.Equal(1, (await world.RevokeAsync(Own, Target())).Removed);
    }

    [Theory]
    [InlineData(400, """{"error":"unsupported_token_type"}""", "unsupported_token_type")]
    [InlineData(401, """{"error":"invalid_client"}""", "invalid_client")]
    [InlineData(404, "", "404")]
    public async Task Revoke_Refused_IsLeftToPeople(int status, string body, string told)
    {
        await using var own = await WithGrantsAsync();
        await using var world = await StartAsync(own);
        own.Next(200, """{"data":{"grants":[{"app":{"client_id":"app-1"},"state":"active"}]}}""");
        own.Next(status, body);

        var refused = await Assert.ThrowsAsync<RevocationRejectedException>(() => world.RevokeAsync(Own, Target()));

        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"data":{"grants":null}}""")]
    [InlineData("""{"data":{"grants":[{"app":{},"state":"active"}]}}""")]
    [InlineData("""{"data":{"grants":[{"app":{"client_id":"app-1"}}]}}""")]
    [InlineData("""{"data":{"grants":["app-1"]}}""")]
    public async Task IsGone_ListOfAnotherShape_IsNoAnswer(string body)
    {
        await using var own = await WithGrantsAsync();
        await using var world = await StartAsync(own);
        own.ListBody = body;

        await Assert.ThrowsAsync<RevocationUnavailableException>(() => world.IsGoneAsync(Own, Target()));
    }

    [Theory]
    [InlineData("..", "app-1", "g-1")]
    [InlineData(".", "app-1", "g-1")]
    [InlineData(null, "app-1", "g-1")]
    [InlineData("u1", "unknown", "g-1")]
    public async Task Revoke_WhatCannotBeNamed_IsLeftToPeople_AndAsksNothing(string? user, string client, string grant)
    {
        await using var own = await WithGrantsAsync();
        await using var world = await StartAsync(own);

        await Assert.ThrowsAsync<RevocationRejectedException>(() =>
            world.RevokeAsync(Own, Target() with { PersonExternalId = user, ClientId = client, GrantId = grant }));
        Assert.Empty(own.Paths);
    }

    [Fact]
    public async Task Revoke_IdWithSlashes_StaysOneStepOfThePath()
    {
        await using var own = await WithGrantsAsync();
        await using var world = await StartAsync(own);

        await world.IsGoneAsync(Own, Target() with { PersonExternalId = "../admin?x=1#y" });

        Assert.StartsWith("/grants/", Assert.Single(own.Paths), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://{clientId}.example/revoke", "host")]
    [InlineData("https://as.example/{secret}", "'secret'")]
    [InlineData("https://as.example/{clientId", "brace")]
    [InlineData("http://as.example/revoke", "https")]
    [InlineData("revoke", "address")]
    public void Template_ThatLeadsElsewhere_IsRefused(string template, string told) =>
        Assert.Contains(told, TargetTemplate.ProblemOfAddress(template), StringComparison.Ordinal);

    [Theory]
    [InlineData("""["read","write"]""", "write")]
    [InlineData("\"read write\"", "write")]
    [InlineData("""["read"]""", null)]
    [InlineData("[]", null)]
    public async Task Read_ListTellsScopes_TellsWhatGrew(string scopes, string? grown)
    {
        await using var own = await WithGrantsAsync();
        await using var world = await StartAsync(own, "scope");
        own.ListBody = $$$"""{"data":{"grants":[{"scope":{{{scopes}}},"app":{"client_id":"app-1"},"state":"active"}]}}""";

        var live = await world.Revoker(Own).ReadAsync(Target(), ["Our API/read"], CancellationToken.None);

        Assert.Equal(1, live.Count);
        Assert.Equal(grown, live.Grown.SingleOrDefault());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""[{"name":"read"}]""")]
    [InlineData("""["read",null]""")]
    public async Task Read_ScopesOfAnotherShape_AreNoAnswer(string scopes)
    {
        await using var own = await WithGrantsAsync();
        await using var world = await StartAsync(own, "scope");
        own.ListBody = $$$"""{"data":{"grants":[{"scope":{{{scopes}}},"app":{"client_id":"app-1"},"state":"active"}]}}""";

        await Assert.ThrowsAsync<RevocationUnavailableException>(() =>
            world.Revoker(Own).ReadAsync(Target(), ["read"], CancellationToken.None));
    }

    [Fact]
    public async Task Read_ListTellsNoScopes_CountsWhatIsThere()
    {
        await using var own = await WithGrantsAsync();
        await using var world = await StartAsync(own);

        var live = await world.Revoker(Own).ReadAsync(Target(), [], CancellationToken.None);

        Assert.Equal((1, 0), (live.Count, live.Grown.Count));
    }

    private static RevocationTarget Target() =>
        new(null, "app-1", ConsentType.Principal, "u1", "ana@example.com") { GrantId = "g-1" };

    private static async Task<OwnServer> WithGrantsAsync()
    {
        var own = await OwnServer.StartAsync();
        own.Grants["g-1"] = ("app-1", "u1", "active");
        own.Grants["g-2"] = ("app-2", "u1", "active");
        own.Grants["g-3"] = ("app-1", "u2", "active");
        own.Grants["g-4"] = ("app-3", "u1", "revoked");
        return own;
    }

    private static Task<RevokerWorld> StartAsync(OwnServer own, string? scopes = null) => RevokerWorld.StartAsync(new()
    {
        ["Revocation:Custom:0:Provider"] = "own-sso",
        ["Revocation:Custom:0:RevocationUrl"] = $"{own.Server.BaseUrl}oauth/revoke",
        ["Revocation:Custom:0:TokenTypeHint"] = "refresh_token",
        ["Revocation:Custom:0:ClientId"] = "attest",
        ["Revocation:Custom:0:ClientSecret"] = "s+cret-of-a-test",
        ["Revocation:Custom:0:ListUrl"] = $"{own.Server.BaseUrl}grants/{{userId}}",
        ["Revocation:Custom:0:ListItems"] = "data.grants",
        ["Revocation:Custom:0:AppProperty"] = "app.client_id",
        ["Revocation:Custom:0:StateProperty"] = "state",
        ["Revocation:Custom:0:RevokedState"] = "revoked",
        ["Revocation:Custom:0:ScopesProperty"] = scopes,
        ["Revocation:Custom:0:TokenLifetime"] = "00:15:00",
    });
}
