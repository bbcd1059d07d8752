using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Inbox;

public sealed class ConsentInboxTests : IAsyncLifetime
{
    private InboxWorld world = null!;

    [Fact]
    public async Task AcceptAsync_NewConsent_CommitsRowStartAndEvidenceTogether()
    {
        var accepted = Assert.Single(
            await world.PushAsync(
                SampleConsent.Event("e1", "Mail.ReadWrite", "User.Read") with
                {
                    IsAdminConsent = true,
                    Tenant = "contoso",
                }
            )
        );

        var row = Assert.Single(await world.RowsAsync());
        Assert.Equal(new AcceptedConsent(row.Id, "standard-e1", 1, IsNew: true, HasChanged: true), accepted);
        Assert.Equal((SampleConsent.Now, SampleConsent.Now, null, 1), (row.ReceivedAt, row.PushedAt, row.PolledAt, row.Revision));
        Assert.Equal(
            ("cfo@example.com", "client-1", "contoso", true),
            (row.Facts.Who.Email, row.Facts.App.ClientId, row.Facts.Tenant, row.Facts.IsAdminConsent)
        );
        Assert.Equal(["Mail.ReadWrite", "User.Read"], row.Facts.Scopes);
        Assert.Equal(["start:standard-e1:1"], await world.StartsAsync());
        Assert.Equal(["consent.received consent/standard-e1"], await world.AuditAsync());
    }

    [Fact]
    public async Task AcceptAsync_ToldAgain_ChangesNothingAndGivesTheSameId()
    {
        var first = Assert.Single(await world.PushAsync(SampleConsent.Event("e1")));
        var again = Assert.Single(await world.PushAsync(SampleConsent.Event("e1")));

        Assert.Equal(first with { IsNew = false, HasChanged = false }, again);
        Assert.Single(await world.StartsAsync());
        Assert.Single(await world.AuditAsync());
    }

    [Fact]
    public async Task AcceptAsync_PolledAfterItWasPushed_KeepsBothTimes()
    {
        await world.PushAsync(SampleConsent.Event("e1"));
        await world.Inbox.AcceptAsync([SampleConsent.Event("e1")], ConsentArrival.Poll, SampleConsent.Now.AddMinutes(5), default);
        await world.Inbox.AcceptAsync([SampleConsent.Event("e1")], ConsentArrival.Poll, SampleConsent.Now.AddMinutes(9), default);

        var row = Assert.Single(await world.RowsAsync());
        Assert.Equal(
            (SampleConsent.Now, SampleConsent.Now, SampleConsent.Now.AddMinutes(5), 1),
            (row.ReceivedAt, row.PushedAt, row.PolledAt, row.Revision)
        );
        Assert.Single(await world.StartsAsync());
    }

    [Fact]
    public async Task AcceptAsync_CompanionTellsMore_IsMergedAndJudgedAgain()
    {
        await world.PushAsync(TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Delegated));
        var role = Assert.Single(await world.PushAsync(TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.AppRole)));
        var consent = Assert.Single(await world.PushAsync(TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Consent)));

        var row = Assert.Single(await world.RowsAsync());
        Assert.Equal((2, 3, false, true), (role.Revision, consent.Revision, consent.IsNew, consent.HasChanged));
        Assert.Equal(
            (EntraSamples.ClientId, "Mail Merge Pro", ConsentType.Application, true),
            (row.Facts.App.ClientId, row.Facts.App.Name, row.Facts.ConsentType, row.Facts.IsAdminConsent)
        );
        Assert.Equal(["Directory.ReadWrite.All", "Files.Read.All", "Mail.ReadWrite", "User.Read", "offline_access"], row.Facts.Scopes);
        Assert.Equal(
            [1, 2, 3],
            (await world.StartsAsync()).Select(key => int.Parse(key[^1..], System.Globalization.CultureInfo.InvariantCulture))
        );
        Assert.Equal(
            ["consent.received", "consent.completed", "consent.completed"],
            (await world.AuditAsync()).Select(entry => entry.Split(' ')[0])
        );
    }

    [Theory]
    [InlineData("RoleManagement.ReadWrite.Directory", true)]
    [InlineData("Mail.ReadWrite", false)]
    public async Task AcceptAsync_MoreIsToldAfterTheEnd_IsAConsentOfItsOwn(string scope, bool follows)
    {
        var first = Assert.Single(await world.PushAsync(SampleConsent.Event("e1")));
        await world.ResolveAsync(first.Id);

        var told = SampleConsent.Event("e1", scope) with { UserAgent = "Another browser" };
        var later = Assert.Single(await world.PushAsync(told));
        var again = Assert.Single(await world.PushAsync(told));

        Assert.StartsWith(follows ? "standard-e11-" : "standard-e1", later.Key, StringComparison.Ordinal);
        Assert.Equal(follows, later.IsNew);
        Assert.True(later.HasChanged);
        Assert.Equal((false, false), (again.IsNew, again.HasChanged));
        var rows = await world.RowsAsync();
        Assert.Equal(follows ? 2 : 1, rows.Count);
        Assert.Equal(follows ? 1 : 2, rows.Single(row => row.Id == first.Id).Revision);
        if (follows)
        {
            Assert.Contains(scope, rows.Single(row => row.Id == later.Id).Facts.Scopes);
            Assert.Contains($"start:{later.Key}:1", await world.StartsAsync());
            Assert.Contains($"consent.received consent/{later.Key}", await world.AuditAsync());
        }
    }

    [Fact]
    public async Task AcceptAsync_CompanionsInOneDelivery_AreOneConsent()
    {
        var reading = TestWebhooks.Open(
            ConsentSource.Entra,
            EntraSamples.Records(EntraSamples.Delegated, EntraSamples.Consent, EntraSamples.AppRole)
        );
        var accepted = Assert.Single(await world.PushAsync([.. reading.Consents]));

        Assert.Equal((1, true), (accepted.Revision, accepted.IsNew));
        Assert.Single(await world.StartsAsync());
        Assert.Equal(ConsentType.Application, Assert.Single(await world.RowsAsync()).Facts.ConsentType);
    }

    [Fact]
    public async Task AcceptAsync_AnyOrderAndGroupingAtTwoInstances_GivesTheSameRow()
    {
        await using var other = world.NewInbox();
        for (var seed = 1; seed <= 25; seed++)
        {
            var chance = new Random(seed);
            var parts = Enumerable.Range(0, chance.Next(2, 7)).Select(_ => SampleConsent.Random($"s{seed}", chance)).ToArray();
            var expected = parts.Aggregate(OAuthAttest.Escalations.Consents.Inbox.ConsentMerge.Join);
            // The same events under three keys, each time in another order, some twice, some concurrently.
            foreach (var copy in new[] { "a", "b", "c" })
            {
                var deliveries = parts.Concat(parts.Take(2)).Select(part => part with { EventKey = $"s{seed}{copy}" }).ToArray();
                chance.Shuffle(deliveries);
                var accepted = await Task.WhenAll(
                    deliveries.Select(
                        (told, i) => (i % 2 == 0 ? world.Inbox : other).AcceptAsync([told], ConsentArrival.Push, SampleConsent.Now, default)
                    )
                );
                Assert.Single(accepted, answers => answers[0].IsNew);
                Assert.Single(accepted.Select(answers => answers[0].Id).Distinct());
            }
            var rows = (await world.RowsAsync()).Where(row => row.EventKey[..^1] == $"s{seed}").ToList();
            Assert.Equal(3, rows.Count);
            Assert.All(rows, row => Assert.Equivalent(row.Facts, expected));
            Assert.All(rows, row => Assert.Equal(expected.Scopes, row.Facts.Scopes));
            Assert.All(rows, row => Assert.True(row.Revision <= parts.Length));
        }
        var starts = await world.StartsAsync();
        Assert.Equal((await world.RowsAsync()).Sum(row => row.Revision), starts.Count);
        Assert.NotEmpty(await world.AuditAsync());
    }

    [Fact]
    public async Task AcceptAsync_TextThatPostgresqlCannotHold_IsCutAndCleaned()
    {
        var nasty = SampleConsent.Event("e1", "a\0b", new string('s', 5000)) with
        {
            EventKey = new string('k', 5000) + "\0",
            Who = new ConsentingPerson(new string('i', 5000), "no address", "\0Carol\u202E \n" + new string('n', 500)),
            App = new ConsentedApp("\0", new string('x', 255) + "😀😀", "\u0007"),
            Tenant = "a\ud800b",
            IpAddress = new string('1', 500),
            UserAgent = new string('u', 5000),
        };
        await world.PushAsync(nasty);
        var again = Assert.Single(await world.PushAsync(nasty));

        var row = Assert.Single(await world.RowsAsync());
        Assert.False(again.HasChanged);
        Assert.True(EscalationKey.IsWellFormed(row.Key));
        Assert.StartsWith("sha256:", row.EventKey, StringComparison.Ordinal);
        Assert.StartsWith("sha256:", row.Facts.Who.ExternalId, StringComparison.Ordinal);
        Assert.Equal((null, "unknown", null), (row.Facts.Who.Email, row.Facts.App.ClientId, row.Facts.App.Publisher));
        Assert.Equal(new string('x', 255) + "…", row.Facts.App.Name);
        Assert.StartsWith("Carol nnn", row.Facts.Who.Name, StringComparison.Ordinal);
        Assert.Equal("a\uFFFDb", row.Facts.Tenant);
        Assert.Equal("ab", row.Facts.Scopes[0]);
        Assert.StartsWith("sha256:", row.Facts.Scopes[1], StringComparison.Ordinal);
    }

    public async Task InitializeAsync() => world = await InboxWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();
}
