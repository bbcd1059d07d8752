using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Answering;

/// <summary>When a grant may be kept with less, and without what.</summary>
public sealed class NarrowedKeepTests
{
    private static readonly DateTimeOffset UnusedBefore = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LongAgo = UnusedBefore.AddDays(-1);

    [Theory]
    [InlineData("entra", ConsentType.Principal, "Mail.Read User.Read", "Mail.Read")]
    [InlineData("entra", ConsentType.Tenant, "Mail.Read User.Read", "Mail.Read")]
    [InlineData("entra", ConsentType.Principal, "Directory.ReadWrite.All Mail.Read offline_access", "Directory.ReadWrite.All Mail.Read")]
    [InlineData("entra", ConsentType.Principal, "Never.Heard.Of.It User.Read", "Never.Heard.Of.It")]
    [InlineData("entra", ConsentType.Principal, "Mail.Read", null)]
    [InlineData("entra", ConsentType.Principal, "Mail.Read Mail.Send", null)]
    [InlineData("entra", ConsentType.Principal, "User.Read offline_access", null)]
    [InlineData("entra", ConsentType.Principal, "", null)]
    [InlineData("entra", ConsentType.Application, "Mail.Read User.Read", null)]
    [InlineData("google", ConsentType.Principal, "https://mail.google.com/ openid", null)]
    [InlineData("okta", ConsentType.Principal, "okta.users.manage openid", null)]
    [InlineData("github", ConsentType.Principal, "repo read:user", null)]
    public void Of_AnUnusedGrant_OffersItsRiskyScopesWhereSomethingIsLeft(
        string provider, ConsentType consent, string scopes, string? without)
    {
        var item = Item(provider, consent, scopes, LongAgo);

        var offer = NarrowedKeep.Of(item, LongAgo, UnusedBefore, ScopeDictionary.Embedded);

        Assert.Equal(without, offer is null ? null : string.Join(' ', offer.Without));
    }

    public static TheoryData<int?, int?, bool> Uses => new()
    {
        // Days before the limit at which it was last used, as the campaign and as the inventory know it; null: unknown.
        { 1, 1, true },
        { 1, null, true },
        { 200, 1, true },
        { null, null, false },
        { null, 1, false },
        { 0, 0, false },
        { -30, -30, false },
        { 1, -1, false },
    };

    [Theory]
    [MemberData(nameof(Uses))]
    public void Of_AGrant_OffersNothingUnlessItIsKnownToBeUnused(int? asFrozen, int? asNow, bool isOffered)
    {
        var item = Item("entra", ConsentType.Principal, "Mail.Read User.Read", UnusedBefore.AddDays(-asFrozen ?? 0));
        if (asFrozen is null)
            item = Item("entra", ConsentType.Principal, "Mail.Read User.Read", lastUse: null);
        DateTimeOffset? newest = asNow is { } days ? UnusedBefore.AddDays(-days) : null;

        Assert.Equal(isOffered, NarrowedKeep.Of(item, newest, UnusedBefore, ScopeDictionary.Embedded) is not null);
    }

    [Fact]
    public void Prefix_IsTheSameForTheSameScopesOnly()
    {
        Assert.Equal(new NarrowedKeep(["b", "a"]).Prefix, new NarrowedKeep(["a", "b"]).Prefix);
        Assert.NotEqual(new NarrowedKeep(["a", "b"]).Prefix, new NarrowedKeep(["a"]).Prefix);
    }

    private static CampaignItem Item(string provider, ConsentType consent, string scopes, DateTimeOffset? lastUse) => new()
    {
        CampaignId = 1,
        GrantId = 1,
        ParticipantId = 1,
        FrozenRisk = Risk.High,
        Provider = ProviderName.Parse(provider),
        AppId = 1,
        ConsentType = consent,
        Ownership = Ownership.Own,
        Risk = Risk.High,
        Scopes = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ScopeDigest = new byte[32],
        LastUsedAt = lastUse,
    };
}
