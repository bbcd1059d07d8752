using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;
using OAuthAttest.Rosters;
using Xunit;

namespace OAuthAttest.Tests.Persistence;

/// <summary>What is read from a statement as it stands is what EF Core reads by the mapping.</summary>
public sealed class EntityRowsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 3, 9, 30, 15, 123, TimeSpan.Zero);

    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_AnyRow_IsWhatTheMappingReads(bool isFull)
    {
        await SaveAsync(isFull);
        await AssertSameAsync<Incident>("incidents", isFull);
        await AssertSameAsync<ConsentRecord>("consents", isFull);
        await AssertSameAsync<Escalation>("escalations", isFull);
        await AssertSameAsync<EscalationEffect>("escalation_outbox", isFull);
    }

    [Fact]
    public async Task Read_NameThatNoEnumHas_Throws()
    {
        await SaveAsync(isFull: false);
        await database.ExecuteAsync("UPDATE incidents SET state = 'Asleep'");
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync<Incident>("incidents"));
    }

    private async Task AssertSameAsync<T>(string table, bool isFull)
        where T : class
    {
        await using var db = database.Open();
        var expected = await db.Set<T>().AsNoTracking().SingleAsync();
        if (isFull)
        {
            // So that a property that is new is compared with a value too.
            foreach (var property in db.Model.FindEntityType(typeof(T))!.GetProperties())
                Assert.NotNull(property.PropertyInfo!.GetValue(expected));
        }
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(await ReadAsync<T>(table)));
    }

    private async Task<T> ReadAsync<T>(string table)
        where T : class
    {
        // Behind another column, because statements have columns of their own before an entity's.
        await using var command = database.Source.CreateCommand($"SELECT 1, {EntityRows<T>.Columns("t")} FROM {table} t");
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.Equal(reader.FieldCount, EntityRows<T>.Count + 1);
        return EntityRows<T>.Read(reader, 1);
    }

    private async Task SaveAsync(bool isFull)
    {
        var incident = IncidentOf(isFull);
        var consent = ConsentOf(isFull);
        await database.SaveAsync(incident, consent);
        await database.SaveAsync(
            DecisionOf(consent.Id, isFull ? incident.Id : null, isFull),
            EffectOf(isFull ? consent.Id : null, isFull ? incident.Id : null, isFull));
    }

    private static Incident IncidentOf(bool isFull) => new()
    {
        DedupKey = "consent:standard-1",
        Provider = ProviderName.Okta,
        Tenant = isFull ? "contoso" : "",
        ClientId = "app",
        State = IncidentState.Acknowledged,
        IsGathering = isFull,
        OpenedAt = Now,
        LastConsentAt = Now.AddSeconds(1),
        Consents = 3,
        Risk = Risk.Critical,
        ToldConsents = 2,
        PagedAt = Some(isFull, 2),
        PageRoute = PageRoute.Fallback,
        PageFailureToldAt = Some(isFull, 3),
        PagerDutyIncidentId = isFull ? "PID" : null,
        PagerDutyUrl = isFull ? "https://pd.example/PID" : null,
        SlackChannel = isFull ? "C1" : null,
        SlackTimestamp = isFull ? "1.2" : null,
        AcknowledgedAt = Some(isFull, 4),
        AcknowledgedBy = isFull ? "U1" : null,
        ResolvedAt = Some(isFull, 5),
        ResolvedBy = isFull ? "U2" : null,
        End = isFull ? IncidentEnd.FalsePositive : null,
        Reason = isFull ? "known" : null,
        Revision = 7,
        PaintedRevision = 6,
    };

    private static ConsentRecord ConsentOf(bool isFull) => new()
    {
        Key = "standard-1",
        Source = ConsentSource.Standard,
        EventKey = "event",
        ReceivedAt = Now,
        PushedAt = Some(isFull, 1),
        PolledAt = Some(isFull, 2),
        MissedPushReportedAt = Some(isFull, 3),
        Revision = 2,
        Facts = new ConsentFacts
        {
            Provider = ProviderName.Okta,
            OccurredAt = Now.AddMinutes(-1),
            Who = new ConsentingPerson(
                isFull ? "00u1" : null, isFull ? "ana@contoso.example" : null, isFull ? "Ana" : null, isFull, isFull ? "client" : null),
            Principals = isFull ? ["00u2", "00u3"] : [],
            App = isFull
                ? new ConsentedApp("app", "App", "Publisher", IsPublisherVerified: true, Now.AddDays(-1), "object")
                : new ConsentedApp("app", null),
            Scopes = isFull ? ["a", "b"] : [],
            EarlierScopes = isFull ? ["a"] : [],
            ConsentType = ConsentType.Tenant,
            IsAdminConsent = isFull ? false : null,
            Tenant = isFull ? "contoso" : null,
            IpAddress = isFull ? "192.0.2.1" : null,
            UserAgent = isFull ? "agent" : null,
            IsPushExpected = !isFull,
        },
    };

    private static Escalation DecisionOf(long consent, long? incident, bool isFull) => new()
    {
        ConsentId = consent,
        Revision = 2,
        Verdict = EscalationVerdict.Escalate,
        Privilege = Privilege.Privileged,
        Category = isFull ? RosterCategory.Finance : null,
        Role = isFull ? "role" : null,
        Risk = Risk.High,
        Rules = isFull ? ["scope-risk", "tenant-wide"] : [],
        RosterReadAt = Some(isFull, 1),
        RosterNote = isFull ? "note" : null,
        RoleIsNewSince = Some(isFull, 2),
        OnBehalfOf = isFull ? "bob" : null,
        IsPrivilegeOfPrincipal = isFull,
        RemovedAt = Some(isFull, 3),
        RemovedByCampaign = isFull ? "2026Q3" : null,
        RemovalStanding = isFull ? RemovalStanding.Removed : null,
        DictionaryVersion = "1",
        DecidedAt = Now,
        IncidentId = incident,
    };

    private static EscalationEffect EffectOf(long? consent, long? incident, bool isFull) => new()
    {
        Key = "page:consent:standard-1",
        Kind = EffectKind.Page,
        ConsentId = consent,
        IncidentId = incident,
        State = EffectState.Sending,
        Attempts = 2,
        NextAttemptAt = Now,
        Payload = isFull ? """{"a": 1}""" : null,
        Result = isFull ? """{"b": "c"}""" : null,
        LastError = isFull ? "no" : null,
        CreatedAt = Now,
        DoneAt = Some(isFull, 1),
    };

    private static DateTimeOffset? Some(bool isFull, int seconds) => isFull ? Now.AddSeconds(seconds) : null;
}
