using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Inbox;

/// <summary>A known standard user's consent is decided in the transaction that accepts it, and everybody else's is not.</summary>
public sealed class EarlyDecisionTests
{
    private const string Boss = "boss@example.com";
    private const string Employee = "employee@example.com";
    private static readonly DateTimeOffset Now = EscalationWorld.Now;

    private static readonly string[] ExitKinds =
        ["high scopes", "low scopes", "by id, known to the inventory", "own principal", "verified app"];

    private static readonly string[] OtherKinds =
    [
        "listed",
        "alias of a listed person",
        "tagged address of a listed person",
        "only an id",
        "nobody",
        "app",
        "app under an employee's id",
        "administrator's consent",
        "tenant-wide",
        "application permission",
        "for somebody else",
        "app not named yet",
    ];

    public static TheoryData<string> Exits => [.. ExitKinds];

    public static TheoryData<string> Others => [.. OtherKinds];

    [Theory]
    [MemberData(nameof(Exits))]
    public async Task AcceptAsync_StandardUsersConsent_LeavesTheRowsOfALaterDecision(string kind)
    {
        var (early, late) = (await World.CreateAsync(), await World.CreateAsync());
        await using var first = early;
        await using var second = late;

        var accepted = await early.AcceptAsync(early.Early, Exit(kind));
        var toDecide = await late.AcceptAsync(null, Exit(kind));
        var evaluation = await late.Evaluator.DecideAsync(toDecide.Id, Now, default);

        Assert.Equal(EscalationVerdict.Exit, evaluation.Verdict);
        Assert.Equal((true, false), (accepted.IsDecided, accepted.IsToDecide));
        Assert.Equal((false, true), (toDecide.IsDecided, toDecide.IsToDecide));
        Assert.Equal(await late.RowsAsync(), await early.RowsAsync());
        Assert.Equal(2, (await early.RowsAsync()).Count(row => row.StartsWith("audit", StringComparison.Ordinal)));
        var (told, toldLater) = (early.Told("decided"), late.Told("decided"));
        Assert.Equal(toldLater, told);
        Assert.Single(told);
        Assert.Equal(0L, await early.Rows.ScalarAsync<long>("SELECT count(*) FROM escalation_outbox"));
        Assert.True((await new AuditVerification(early.Rows.Source).VerifyAsync(default)).IsIntact);
        // Deciding again about the same revision finds the decision.
        Assert.Equal(evaluation, await early.Evaluator.DecideAsync(accepted.Id, Now.AddHours(1), default));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task AcceptAsync_WhoeverIsNotKnownToBeStandard_IsLeftToTheOrchestration(string kind)
    {
        await using var world = await World.CreateAsync();

        var accepted = await world.AcceptAsync(world.Early, Other(kind));

        Assert.True(accepted.IsToDecide);
        Assert.Equal(0L, await world.Rows.ScalarAsync<long>("SELECT count(*) FROM escalations"));
        Assert.Equal(["start:standard-e1:1"], await world.Rows.EffectsAsync());
        Assert.Equal(EscalationVerdict.Escalate, (await world.Evaluator.DecideAsync(accepted.Id, Now.AddMinutes(1), default)).Verdict);
    }

    [Fact]
    public async Task AcceptAsync_StandardUsersAppThatIsStillToBeNamed_IsDecidedWithItsName()
    {
        await using var world = await World.CreateAsync();
        await world.Rows.AppAsync("client-9", "object-9", "Mail Merge");
        var consent = Event(Employee) with { App = new ConsentedApp("sp:object-9", null, ObjectId: "object-9") };

        var accepted = await world.AcceptAsync(world.Early, consent);

        Assert.True(accepted.IsToDecide);
        var evaluation = await world.Evaluator.DecideAsync(accepted.Id, Now.AddMinutes(1), default);
        Assert.Equal(EscalationVerdict.Exit, evaluation.Verdict);
        Assert.Equal("client-9", await world.Rows.ScalarAsync<string>("SELECT client_id FROM consents"));
    }

    [Fact]
    public async Task AcceptAsync_LowScopesOfSomebodyUnknown_IsLeftToTheOrchestrationThatExits()
    {
        await using var world = await World.CreateAsync();

        var accepted = await world.AcceptAsync(world.Early, Other("only an id") with { Scopes = ["User.Read"] });

        Assert.True(accepted.IsToDecide);
        Assert.Equal(EscalationVerdict.Exit, (await world.Evaluator.DecideAsync(accepted.Id, Now.AddMinutes(1), default)).Verdict);
        Assert.Equal("Unknown", await world.Rows.ScalarAsync<string>("SELECT privilege FROM escalations"));
    }

    [Fact]
    public async Task AcceptAsync_DrillWhoeverStartsIt_IsLeftToTheOrchestration()
    {
        await using var world = await World.CreateAsync();

        var accepted = await world.AcceptAsync(world.Early, Event(Employee) with { Source = ConsentSource.Drill });

        Assert.True(accepted.IsToDecide);
        Assert.Equal(["start:drill-e1:1"], await world.Rows.EffectsAsync());
    }

    [Theory]
    [InlineData("UPDATE roster_sources SET last_succeeded_at = last_succeeded_at - interval '3 days'")]
    [InlineData("UPDATE roster_sources SET last_failed_at = last_succeeded_at")]
    [InlineData("UPDATE roster_sources SET incomplete_because = 'lacks the nested groups'")]
    [InlineData("DELETE FROM privileged_roster; DELETE FROM roster_sources")]
    [InlineData("ALTER TABLE privileged_roster RENAME TO gone")]
    public async Task AcceptAsync_RosterThatCannotTell_DecidesNothing(string change)
    {
        await using var world = await World.CreateAsync();
        await world.Rows.ExecuteAsync(change);

        var accepted = await world.AcceptAsync(world.Early, Exit("high scopes"));

        Assert.True(accepted.IsToDecide);
        Assert.Equal(["start:standard-e1:1"], await world.Rows.EffectsAsync());
    }

    [Fact]
    public async Task AcceptAsync_RosterThatDoesNotAnswer_AcceptsWithinSecondsAndAsksItNoMoreForAWhile()
    {
        await using var world = await World.CreateAsync();
        await using var blocker = await world.Rows.Source.OpenConnectionAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var block = new NpgsqlCommand("LOCK TABLE privileged_roster IN ACCESS EXCLUSIVE MODE", blocker))
            await block.ExecuteNonQueryAsync();
        var early = world.Early;
        var watch = Stopwatch.StartNew();

        Assert.True((await world.AcceptAsync(early, Exit("high scopes"))).IsToDecide);
        // A second, and what a busy machine adds to it.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        await transaction.RollbackAsync();
        Assert.True((await world.AcceptAsync(early, Exit("high scopes") with { EventKey = "e2" })).IsToDecide);
        Assert.True((await world.AcceptAsync(early, Exit("high scopes") with { EventKey = "e3" }, Now.AddSeconds(10))).IsDecided);
    }

    [Fact]
    public async Task AcceptAsync_ImportBetweenLookingUpAndCommit_LeavesItToTheOrchestrationThatKnowsBetter()
    {
        await using var world = await World.CreateAsync();
        // Meanwhile the roster is read again, and lists the person.
        var race = new Interrupted(world.Early, () => world.Rows.ExecuteAsync(
            $"""
            UPDATE roster_sources SET last_succeeded_at = last_succeeded_at + interval '1 minute';
            INSERT INTO privileged_roster (source, email, category, role, is_app, aliases)
            VALUES ('hr', '{Employee}', 'Finance', 'Can pay', false, '{"{}"}')
            """));

        var accepted = await world.AcceptAsync(race, Exit("high scopes"));

        Assert.True(accepted.IsToDecide);
        Assert.Equal(["start:standard-e1:1"], await world.Rows.EffectsAsync());
        Assert.Empty(world.Told("decided"));
        Assert.Equal(EscalationVerdict.Escalate, (await world.Evaluator.DecideAsync(accepted.Id, Now, default)).Verdict);
    }

    [Fact]
    public async Task AcceptAsync_MoreOfADecidedConsent_IsDecidedAgainByAnOrchestration()
    {
        await using var world = await World.CreateAsync();
        var first = await world.AcceptAsync(world.Early, Exit("high scopes"));

        var again = await world.AcceptAsync(world.Early, Exit("high scopes"));
        var more = await world.AcceptAsync(world.Early, Exit("high scopes") with { IsAdminConsent = true });

        Assert.Equal((true, false, true), (first.IsDecided, again.IsToDecide, more.IsToDecide));
        Assert.Equal(["start:standard-e1:2"], await world.Rows.EffectsAsync());
        Assert.Equal(EscalationVerdict.Escalate, (await world.Evaluator.DecideAsync(more.Id, Now, default)).Verdict);
    }

    [Fact]
    public async Task AcceptAsync_GroupOfAll_DecidesTheStandardUsersOnly()
    {
        await using var world = await World.CreateAsync();
        var events = ExitKinds.Select(kind => (Kind: kind, Event: Exit(kind)))
            .Concat(OtherKinds.Select(kind => (Kind: kind, Event: Other(kind))))
            .Select((each, i) => (each.Kind, Event: each.Event with { EventKey = $"e{i}" }))
            .ToList();
        await using var inbox = world.Inbox(world.Early);

        var accepted = await inbox.AcceptAsync(events.ConvertAll(each => each.Event), ConsentArrival.Poll, Now, default);

        var decided = events.Zip(accepted).Where(pair => pair.Second.IsDecided).Select(pair => pair.First.Kind);
        Assert.Equal(ExitKinds, decided);
        Assert.Equal(ExitKinds.Length, world.Told("decided").Count);
        Assert.Equal(OtherKinds.Length, (await world.Rows.EffectsAsync()).Count);
    }

    private static ConsentEvent Exit(string kind) => kind switch
    {
        "low scopes" => Event(Employee, "User.Read"),
        "by id, known to the inventory" => Event(null) with { Who = new ConsentingPerson("id-of-employee", null, "Employee") },
        "own principal" => Event(Employee) with
        {
            Who = new ConsentingPerson("id-of-employee", Employee, "Employee"),
            Principals = ["id-of-employee"],
        },
        "verified app" => Event(Employee) with { App = new ConsentedApp("client-1", "Mail", "Ltd", true, Now.AddDays(-1), "object-1") },
        _ => Event(Employee),
    };

    private static ConsentEvent Other(string kind) => kind switch
    {
        "listed" => Event(Boss),
        "alias of a listed person" => Event("chief@example.com"),
        "tagged address of a listed person" => Event("boss+apps@example.com"),
        "only an id" => Event(null) with { Who = new ConsentingPerson("id-of-nobody", null, null) },
        "nobody" => Event(null) with { Who = new ConsentingPerson(null, null, "Somebody") },
        "app" => Event(null) with { Who = new ConsentingPerson("sp-1", null, "Deployer", IsApp: true, "client-9") },
        "app under an employee's id" => Event(Employee) with
        {
            Who = new ConsentingPerson("id-of-employee", Employee, "Deployer", IsApp: true),
        },
        "administrator's consent" => Event(Employee) with { IsAdminConsent = true },
        "tenant-wide" => Event(Employee) with { ConsentType = ConsentType.Tenant },
        "application permission" => Event(Employee) with { ConsentType = ConsentType.Application },
        "for somebody else" => Event(Employee) with { Principals = ["id-of-boss"] },
        _ => Event(Boss) with { App = new ConsentedApp("sp:object-9", null, ObjectId: "object-9") },
    };

    private static ConsentEvent Event(string? email, params string[] scopes) =>
        SampleConsent.Event("e1", scopes) with
        {
            OccurredAt = Now.AddMinutes(-2),
            Who = new ConsentingPerson(null, email, "Somebody"),
        };

    /// <summary>A database with a fresh roster and an inventory.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly TestDatabase database;
        private readonly Telemetry telemetry = new();

        private World(TestDatabase database) => (this.database, Rows) = (database, EscalationWorld.On(database));

        public EscalationWorld Rows { get; }

        public EarlyExits Early => new(
            Rules, Rows.Roster, ScopeDictionary.Embedded, Options.Create(Rows.Options), NullLogger<EarlyExits>.Instance);

        public ConsentEvaluator Evaluator => new(
            new Contexts(database), Rules, Rows.Roster, Rows.Removals, new KnownApps(Rows.Source), ScopeDictionary.Embedded,
            Options.Create(Rows.Options), telemetry);

        private HighScopeRules Rules => new(ScopeDictionary.Embedded, Options.Create(Rows.Options));

        public static async Task<World> CreateAsync()
        {
            var world = new World(await TestDatabase.CreateAsync());
            await world.Rows.RosterSourceAsync();
            await world.Rows.PrivilegedAsync(Boss, aliases: "chief@example.com");
            await world.Rows.AccountAsync("entra", "id-of-boss", Boss);
            await world.Rows.AccountAsync("entra", "id-of-employee", Employee);
            return world;
        }

        public ConsentInbox Inbox(IEarlyDecisions? early) =>
            new(Rows.Source, telemetry, NullLogger<ConsentInbox>.Instance, early);

        public async Task<AcceptedConsent> AcceptAsync(IEarlyDecisions? early, ConsentEvent consent, DateTimeOffset? now = null)
        {
            await using var inbox = Inbox(early);
            return Assert.Single(await inbox.AcceptAsync([consent], ConsentArrival.Push, now ?? Now, default));
        }

        public List<string> Told(string part) =>
        [
            .. telemetry.Events.Where(each => each.Kind.Name.Contains(part, StringComparison.Ordinal)).Select(each =>
                $"{each.Kind.Name} {string.Join(' ', each.Properties)} {string.Join(' ', each.Measurements)}"),
        ];

        /// <summary>Every row that a decision leaves, but the settled order to decide.</summary>
        public Task<List<string>> RowsAsync() => ReadAsync(
            """
            SELECT 'consent ' || to_jsonb(c)::text FROM consents c
            UNION ALL SELECT 'decision ' || to_jsonb(e)::text FROM escalations e
            UNION ALL SELECT 'incident ' || to_jsonb(i)::text FROM incidents i
            UNION ALL SELECT 'audit ' || (to_jsonb(a) - ARRAY['hash', 'previous_hash'])::text FROM audit_events a
            UNION ALL SELECT 'open ' || to_jsonb(o)::text FROM escalation_outbox o WHERE o.state <> 'Done'
            ORDER BY 1
            """);

        public ValueTask DisposeAsync() => database.DisposeAsync();

        private async Task<List<string>> ReadAsync(string sql)
        {
            await using var command = Rows.Source.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
                rows.Add(reader.GetString(0));
            return rows;
        }
    }

    private sealed class Contexts(TestDatabase database) : IDbContextFactory<OAuthAttestDb>
    {
        public OAuthAttestDb CreateDbContext() =>
            new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(database.Source).Options);
    }

    private sealed class Telemetry : IBusinessTelemetry
    {
        public ConcurrentQueue<BusinessEvent> Events { get; } = new();

        public void Track(BusinessEvent fact) => Events.Enqueue(fact);
    }

    /// <summary>Something happens between the lookup and the transaction.</summary>
    private sealed class Interrupted(IEarlyDecisions inner, Func<Task> meanwhile) : IEarlyDecisions
    {
        public async Task<EarlyDecisions> FindAsync(
            NpgsqlConnection connection, IReadOnlyList<ConsentRecord> consents, DateTimeOffset now, CancellationToken cancellation)
        {
            var found = await inner.FindAsync(connection, consents, now, cancellation);
            await meanwhile();
            return found;
        }
    }
}
