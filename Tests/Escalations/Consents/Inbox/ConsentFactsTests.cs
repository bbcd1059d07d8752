using System.Collections;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Inbox;

/// <summary>A new property of a consent must pass through every step without extra code, or one of these tests fails.</summary>
public sealed class ConsentFactsTests
{
    private static readonly ConsentEvent Full = new()
    {
        Source = ConsentSource.Standard,
        EventKey = "full",
        Provider = ProviderName.Entra,
        OccurredAt = SampleConsent.Now.AddMinutes(-1),
        Who = new ConsentingPerson("u1", "cfo@example.com", "Carol", IsApp: true, "client-0"),
        Principals = ["u1", "u2"],
        EarlierScopes = ["Calendars.Read", "User.Read"],
        App = new ConsentedApp("client-1", "Mail Merge Pro", "Ltd", IsPublisherVerified: true, SampleConsent.Now.AddDays(-9), "object-1"),
        Scopes = ["Mail.ReadWrite", "User.Read"],
        ConsentType = ConsentType.Tenant,
        IsAdminConsent = true,
        Tenant = "contoso",
        IpAddress = "203.0.113.7",
        UserAgent = "Mozilla/5.0",
        IsPushExpected = true,
    };

    private static readonly ConsentEvent Bare = new()
    {
        Source = ConsentSource.Standard,
        EventKey = "full",
        Provider = ProviderName.Entra,
        OccurredAt = Full.OccurredAt,
        Who = new ConsentingPerson(null, null, null),
        App = new ConsentedApp("client-1", null),
        Scopes = [],
        ConsentType = ConsentType.Principal,
        IsPushExpected = false,
    };

    [Fact]
    public void Full_OfThisTest_HoldsEveryFact() =>
        Assert.All(Facts(Full, typeof(ConsentFacts), ""), fact => Assert.True(fact.IsKnown, $"{fact.Name} is told nowhere in this test"));

    [Fact]
    public void Join_OfABareAndAFullEvent_LosesNoFact()
    {
        Assert.Equivalent(Full, ConsentMerge.Join(Bare, Full), strict: true);
        Assert.Equivalent(Full, ConsentMerge.Join(Full, Bare), strict: true);
        Assert.True(ConsentMerge.AddsFacts(Bare, ConsentMerge.Join(Bare, Full)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accept_AFullEvent_ReadsBackEveryFact(bool bareFirst)
    {
        await using var world = await InboxWorld.CreateAsync();
        if (bareFirst)
            await world.PushAsync(Bare);

        await world.PushAsync(Full);

        var row = Assert.Single(await world.RowsAsync());
        Assert.Equal((Full.Source, Full.EventKey, bareFirst ? 2 : 1), (row.Source, row.EventKey, row.Revision));
        Assert.Equivalent(Facts(Full, typeof(ConsentFacts), ""), Facts(row.Facts, typeof(ConsentFacts), ""), strict: true);
    }

    [Fact]
    public async Task Columns_OfTheInsert_AreThoseOfTheTable()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();
        var table = await db
            .Database.SqlQuery<string>(
                $"SELECT column_name AS \"Value\" FROM information_schema.columns WHERE table_name = 'consents' AND column_name <> 'id'"
            )
            .ToListAsync();

        Assert.Equal(table.Order(StringComparer.Ordinal), ConsentColumns.All.Select(column => column.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>All properties by name, including those of the person and the app; values as text, to compare lists of two types.</summary>
    private static IEnumerable<Fact> Facts(object holder, Type type, string prefix) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .SelectMany(property =>
                property.GetValue(holder) switch
                {
                    ConsentingPerson or ConsentedApp => Facts(property.GetValue(holder)!, property.PropertyType, property.Name + "."),
                    IEnumerable list and not string =>
                    [
                        new Fact(prefix + property.Name, string.Join('|', list.Cast<object>()), list.Cast<object>().Any()),
                    ],
                    DateTimeOffset instant => [new Fact(prefix + property.Name, $"{instant:O}", true)],
                    var value => [new Fact(prefix + property.Name, $"{value}", value is not null and not false)],
                }
            );

    private sealed record Fact(string Name, string Value, bool IsKnown);
}
