using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.Local.Simulators.Identity.GitHub;
using OAuthAttest.Revocations.Providers;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Providers;

public sealed class GitHubRevokerTests
{
    private static readonly SimulatedMember Ana = new(101, "ana");

    [Theory]
    [InlineData("personal-access-token-9001", ConsentType.Principal)]
    [InlineData("sso-credential-701", ConsentType.Principal)]
    [InlineData("4001", ConsentType.Application)]
    public async Task Revoke_TakesThatAccessAndNoOther(string client, ConsentType consent)
    {
        await using var world = await WithAccessAsync();
        var target = Target(client, consent);

        Assert.False(await world.IsGoneAsync(ProviderName.GitHub, target));
        var answer = await world.RevokeAsync(ProviderName.GitHub, target);

        Assert.Equal(1, answer.Removed);
        Assert.InRange(answer.TokensLiveUntil - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
        Assert.True(await world.IsGoneAsync(ProviderName.GitHub, target));
        Assert.Equal(0, (await world.RevokeAsync(ProviderName.GitHub, target)).Removed);
        Assert.Equal(5, world.GitHub.TokenGrants.Count + world.GitHub.Credentials.Count + world.GitHub.Installations.Count);
    }

    [Theory]
    [InlineData("4001", ConsentType.Application, "contents:read", "members:write")]
    [InlineData("personal-access-token-9001", ConsentType.Principal, "issues:read", "contents:read")]
    [InlineData("sso-credential-701", ConsentType.Principal, "user:email", "repo")]
    public async Task Read_TellsWhatGrew(string client, ConsentType consent, string known, string grown)
    {
        await using var world = await WithAccessAsync();

        var live = await world.Revoker(ProviderName.GitHub).ReadAsync(Target(client, consent), [known], CancellationToken.None);

        Assert.Equal((1, grown), (live.Count, Assert.Single(live.Grown)));
    }

    [Fact]
    public async Task Revoke_InstalledAppWithoutAnEnterprise_IsLeftToAnOwner()
    {
        await using var world = await WithAccessAsync(new()
        {
            ["Revocation:GitHub:Enterprise"] = null,
            ["Revocation:GitHub:EnterpriseInstallationId"] = null,
        });

        var refused = await Assert.ThrowsAsync<RevocationRejectedException>(() =>
            world.RevokeAsync(ProviderName.GitHub, Target("4001", ConsentType.Application)));

        Assert.Contains("owner", refused.Message, StringComparison.Ordinal);
        Assert.False(await world.IsGoneAsync(ProviderName.GitHub, Target("4001", ConsentType.Application)));
    }

    [Theory]
    [InlineData("4001", ConsentType.Tenant, null)]
    [InlineData("unknown", ConsentType.Application, null)]
    [InlineData("Iv1.approved", ConsentType.Tenant, null)]
    [InlineData("personal-access-token-9001", ConsentType.Principal, "another-organization")]
    public async Task Revoke_WhatGitHubHasNoCallFor_IsLeftToPeople(string client, ConsentType consent, string? tenant)
    {
        await using var world = await WithAccessAsync();

        await Assert.ThrowsAsync<RevocationRejectedException>(() =>
            world.RevokeAsync(ProviderName.GitHub, Target(client, consent) with { Tenant = tenant }));
    }

    [Theory]
    [InlineData("tokenGrants", "personal-access-token-9001", PageFault.Truncated)]
    [InlineData("tokenGrants", "personal-access-token-9001", PageFault.Fails)]
    [InlineData("credentials", "sso-credential-701", PageFault.Empty)]
    public async Task IsGone_NoClearAnswer_IsNoAnswer(string list, string client, PageFault fault)
    {
        await using var world = await WithAccessAsync();
        world.GitHub.Pages.Break(list, 0, fault);

        await Assert.ThrowsAsync<RevocationUnavailableException>(() =>
            world.IsGoneAsync(ProviderName.GitHub, Target(client, ConsentType.Principal)));
    }

    [Fact]
    public async Task Revoke_ThrottledOrAnswerLost_IsRepeatedLater()
    {
        await using var world = await WithAccessAsync();
        world.GitHub.Faults.RetryAfterSeconds = 90;
        world.GitHub.Faults.Next("revokeToken", HttpFault.Throttled, HttpFault.BrokenAfterAccepting);
        var target = Target("personal-access-token-9001", ConsentType.Principal);

        var throttled = await Assert.ThrowsAsync<RevocationUnavailableException>(() => world.RevokeAsync(ProviderName.GitHub, target));
        Assert.Equal(TimeSpan.FromSeconds(90), throttled.RetryAfter);
        await Assert.ThrowsAsync<RevocationUnavailableException>(() => world.RevokeAsync(ProviderName.GitHub, target));

        Assert.Equal(0, (await world.RevokeAsync(ProviderName.GitHub, target)).Removed);
        Assert.True(await world.IsGoneAsync(ProviderName.GitHub, target));
    }

    private static RevocationTarget Target(string client, ConsentType consent) => new(null, client, consent, "101", null);

    private static async Task<RevokerWorld> WithAccessAsync(Dictionary<string, string?>? settings = null)
    {
        var world = await RevokerWorld.StartAsync(settings);
        world.GitHub.Add(Ana);
        for (var i = 1; i <= 2; i++)
        {
            world.GitHub.Add(new SimulatedTokenGrant(500 + i, 9000 + i, Ana, "ci", false, ("contents", "read")));
            world.GitHub.Add(new SimulatedCredential(700 + i, "ana", "personal access token", "ci", "repo"));
            world.GitHub.Add(new SimulatedInstallation(300 + i, 4000 + i, "app", ("contents", "read"), ("members", "write")));
        }
        return world;
    }
}
