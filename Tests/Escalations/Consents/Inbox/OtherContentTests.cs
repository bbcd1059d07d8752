using OAuthAttest.Escalations.Consents;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Inbox;

/// <summary>Records of a log that share a key and are of two people, and times in the future.</summary>
public sealed class OtherContentTests : IAsyncLifetime
{
    private static readonly string Intern = OtherSamples.OktaConsent
        .Replace("00u1", "00u2", StringComparison.Ordinal)
        .Replace("Cfo@Example.com", "intern@example.com", StringComparison.Ordinal);

    private InboxWorld world = null!;

    public async Task InitializeAsync() => world = await InboxWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AcceptAsync_TwoPeopleUnderOneKey_AreTwoConsents(bool inOneDelivery)
    {
        if (inOneDelivery)
        {
            await world.PushAsync([.. Read(OtherSamples.OktaConsent, Intern)]);
        }
        else
        {
            await world.PushAsync([.. Read(OtherSamples.OktaConsent)]);
            await world.PushAsync([.. Read(Intern)]);
        }
        // Again, as a poll that overlaps would tell it.
        var again = await world.PushAsync([.. Read(OtherSamples.OktaConsent, Intern)]);

        Assert.All(again, consent => Assert.Equal((false, false), (consent.IsNew, consent.HasChanged)));
        Assert.Equal(
            [("00u1", "cfo@example.com", 1), ("00u2", "intern@example.com", 1)],
            (await world.RowsAsync())
                .Select(row => (row.Facts.Who.ExternalId, row.Facts.Who.Email, row.Revision))
                .OrderBy(row => row.ExternalId, StringComparer.Ordinal)
        );
        Assert.Equal(2, (await world.StartsAsync()).Count);
        Assert.Equal(2, (await world.AuditAsync()).Count);
    }

    [Fact]
    public async Task AcceptAsync_TheSamePersonWithMoreScopesUnderOneKey_IsOneConsent()
    {
        await world.PushAsync([.. Read(OtherSamples.OktaConsent)]);
        await world.PushAsync([.. Read(OtherSamples.OktaConsent.Replace("files.write", "okta.users.manage", StringComparison.Ordinal))]);

        var row = Assert.Single(await world.RowsAsync());
        Assert.Equal(2, row.Revision);
        Assert.Equal(["files.write", "offline_access", "okta.users.manage"], row.Facts.Scopes);
    }

    [Theory]
    [InlineData(ConsentArrival.Push)]
    [InlineData(ConsentArrival.Poll)]
    public async Task AcceptAsync_TimeInTheFuture_IsTheTimeOfArrival(ConsentArrival arrival)
    {
        var late = TestWebhooks.OpenOne(
            ConsentSource.Google, OtherSamples.GoogleActivity.Replace("2026-10", "2031-10", StringComparison.Ordinal));
        var ahead = SampleConsent.Event("a-little-ahead") with { OccurredAt = SampleConsent.Now.AddMinutes(5) };

        await world.Inbox.AcceptAsync([late, ahead], arrival, SampleConsent.Now, CancellationToken.None);
        var again = await world.Inbox.AcceptAsync([late], arrival, SampleConsent.Now.AddHours(1), CancellationToken.None);

        Assert.False(Assert.Single(again).HasChanged);
        var rows = await world.RowsAsync();
        Assert.Equal(SampleConsent.Now, rows.Single(row => row.Source == ConsentSource.Google).Facts.OccurredAt);
        Assert.Equal(SampleConsent.Now.AddMinutes(5), rows.Single(row => row.Source == ConsentSource.Standard).Facts.OccurredAt);
    }

    private static IReadOnlyList<ConsentEvent> Read(params string[] events) =>
        TestWebhooks.Open(ConsentSource.Okta, OtherSamples.OktaHook(events)).Consents;
}
