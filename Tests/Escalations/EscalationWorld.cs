using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Rosters;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Tests.Escalations;

/// <summary>A database for one test with consents and a roster that the test builds, and the decision about them.</summary>
internal sealed class EscalationWorld : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    public static readonly string[] HighScopes = ["Mail.ReadWrite"];
    public static readonly string[] LowScopes = ["User.Read"];

    private readonly TestDatabase database;
    private readonly bool owned;
    private int numbers;

    private EscalationWorld(TestDatabase database, bool owned) => (this.database, this.owned) = (database, owned);

    public EscalationOptions Options { get; } = new();

    public NpgsqlDataSource Source => database.Source;

    public PrivilegedRoster Roster => new(Source, new OptionsWrapper<EscalationOptions>(Options));

    public RemovalHistory Removals => new(Source);

    public ConsentEvaluator Evaluator =>
        new(
            new Contexts(Source),
            new HighScopeRules(ScopeDictionary.Embedded, new OptionsWrapper<EscalationOptions>(Options)),
            Roster,
            Removals,
            new KnownApps(Source),
            ScopeDictionary.Embedded,
            new OptionsWrapper<EscalationOptions>(Options),
            new NoTelemetry()
        );

    public IncidentReader Incidents => new(new Contexts(Source), ScopeDictionary.Embedded);

    public EscalationReports Reports => new(new Contexts(Source), ScopeDictionary.Embedded, new OptionsWrapper<EscalationOptions>(Options));

    public static async Task<EscalationWorld> CreateAsync() => new(await TestDatabase.CreateAsync(), owned: true);

    /// <summary>Uses a database that the caller disposes of.</summary>
    public static EscalationWorld On(TestDatabase database) => new(database, owned: false);

    public OAuthAttestDb Db() => new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(Source).Options);

    /// <summary>A roster source that was read successfully, an hour ago unless specified otherwise.</summary>
    public Task RosterSourceAsync(
        string name = "hr",
        TimeSpan? age = null,
        TimeSpan? failedAge = null,
        bool neverRead = false,
        string? incompleteBecause = null
    ) =>
        AddAsync(
            new RosterSource
            {
                Name = name,
                IncompleteBecause = incompleteBecause,
                LastSucceededAt = neverRead ? null : Now - (age ?? TimeSpan.FromHours(1)),
                LastFailedAt = failedAge is { } failed ? Now - failed : null,
                LastFailure = failedAge is null ? null : "it broke",
            }
        );

    public Task PrivilegedAsync(
        string? email = null,
        string? id = null,
        string? provider = null,
        RosterCategory category = RosterCategory.Executive,
        string? role = "Chief",
        string source = "hr",
        bool isApp = false,
        string? clientId = null,
        params string[] aliases
    ) =>
        AddAsync(
            new RosterEntry
            {
                Source = source,
                Provider = provider is null ? null : ProviderName.Parse(provider),
                ExternalId = id,
                Email = email,
                Category = category,
                Role = role,
                IsApp = isApp,
                ClientId = clientId,
                Aliases = aliases,
            }
        );

    public Task AccountAsync(string provider, string id, string? email, params string[] aliases) => AddAsync(new DirectoryUser
    {
        Aliases = aliases,
        Provider = ProviderName.Parse(provider),
        ExternalId = id,
        Source = provider,
        Email = email,
        Status = AccountStatus.Active,
        FirstSeenAt = Now,
        LastSeenAt = Now,
    });

    /// <summary>An app of the inventory.</summary>
    public Task AppAsync(string client, string objectId, string name) => AddAsync(new OAuthApp
    {
        Provider = ProviderName.Entra,
        ExternalId = client,
        ObjectId = objectId,
        Name = name,
        FirstSeenAt = Now,
        LastSeenAt = Now,
    });

    public async Task<ConsentRecord> ConsentAsync(
        string? email = "boss@example.com",
        string? id = null,
        string[]? scopes = null,
        string client = "client-1",
        string? tenant = "tenant-1",
        DateTimeOffset? receivedAt = null,
        ConsentSource source = ConsentSource.Entra,
        Func<ConsentFacts, ConsentFacts>? with = null,
        string? objectId = null,
        string? app = "Mail Helper"
    )
    {
        var number = Interlocked.Increment(ref numbers);
        var received = receivedAt ?? Now;
        var consent = new ConsentRecord
        {
            Key = EscalationKey.Of(source, $"event-{number}"),
            Source = source,
            EventKey = $"event-{number}",
            Facts = (with ?? (facts => facts))(
                new ConsentFacts
                {
                    Provider = ProviderName.Entra,
                    OccurredAt = received.AddMinutes(-3),
                    Who = new ConsentingPerson(id, email, "Somebody"),
                    App = new ConsentedApp(client, app, ObjectId: objectId),
                    Scopes = scopes ?? HighScopes,
                    ConsentType = ConsentType.Principal,
                    Tenant = tenant,
                }
            ),
            ReceivedAt = received,
            PushedAt = received,
            Revision = 1,
        };
        await AddAsync(consent);
        return consent;
    }

    /// <summary>Changes the consent as a companion record with new scopes would.</summary>
    public Task EnrichAsync(ConsentRecord consent, params string[] scopes) =>
        ExecuteAsync(
            "UPDATE consents SET revision = revision + 1, "
                + $"scopes = ARRAY[{string.Join(',', scopes.Select(scope => $"'{scope}'"))}]::text[] WHERE id = {consent.Id}"
        );

    public Task<ConsentEvaluation> DecideAsync(ConsentRecord consent, DateTimeOffset? now = null) =>
        Evaluator.DecideAsync(consent.Id, now ?? Now, CancellationToken.None);

    public async Task<Escalation> DecisionAsync(ConsentRecord consent) =>
        Xunit.Assert.Single(await ReadAsync(db => db.Escalations.Where(e => e.ConsentId == consent.Id)));

    public Task<List<Incident>> IncidentsAsync() => ReadAsync(db => db.Incidents.OrderBy(i => i.Id));

    public Task<List<string>> EffectsAsync() => ReadAsync(db => db.Effects.OrderBy(e => e.Id).Select(e => e.Key));

    public async Task<List<T>> ReadAsync<T>(Func<OAuthAttestDb, IQueryable<T>> query)
    {
        await using var db = Db();
        return await query(db).ToListAsync();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task AddAsync(object entity)
    {
        await using var db = Db();
        db.Add(entity);
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => owned ? database.DisposeAsync() : ValueTask.CompletedTask;

    private sealed class Contexts(NpgsqlDataSource source) : IDbContextFactory<OAuthAttestDb>
    {
        public OAuthAttestDb CreateDbContext() => new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(source).Options);
    }
}
