using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Inbox;

/// <summary>An inbox with its own database, and a way to block its writer right before a commit.</summary>
internal sealed class InboxWorld : IAsyncDisposable
{
    private readonly TestDatabase database;

    private InboxWorld(TestDatabase database)
    {
        this.database = database;
        Inbox = NewInbox();
    }

    public ConsentInbox Inbox { get; }

    public static async Task<InboxWorld> CreateAsync() => new(await TestDatabase.CreateAsync());

    /// <summary>Another instance of the app on the same database.</summary>
    public ConsentInbox NewInbox() => new(database.Source, new NoTelemetry(), NullLogger<ConsentInbox>.Instance);

    public Task<IReadOnlyList<AcceptedConsent>> PushAsync(params ConsentEvent[] events) =>
        Inbox.AcceptAsync(events, ConsentArrival.Push, SampleConsent.Now, CancellationToken.None);

    public OAuthAttestDb Open() => new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(database.Source).Options);

    public async Task<List<ConsentRecord>> RowsAsync()
    {
        await using var db = Open();
        return await db.Consents.AsNoTracking().OrderBy(row => row.Key).ToListAsync();
    }

    public async Task<List<string>> StartsAsync()
    {
        await using var db = Open();
        return await db
            .Effects.AsNoTracking()
            .Where(effect => effect.Kind == EffectKind.Start)
            .OrderBy(effect => effect.Key)
            .Select(effect => effect.Key)
            .ToListAsync();
    }

    public async Task<List<string>> AuditAsync()
    {
        Assert.True((await new AuditVerification(database.Source).VerifyAsync(default)).IsIntact);
        await using var db = Open();
        return await db
            .AuditEvents.AsNoTracking()
            .OrderBy(entry => entry.Sequence)
            .Select(entry => $"{entry.Kind} {entry.Subject}")
            .ToListAsync();
    }

    /// <summary>The consent was escalated, and its incident is resolved.</summary>
    public Task ResolveAsync(long consentId) =>
        ExecuteAsync($"""
            INSERT INTO incidents (dedup_key, provider, tenant, client_id, state, is_gathering, opened_at, last_consent_at, consents, risk,
                                   told_consents, page_route, revision, painted_revision)
            VALUES ('consent:x', 'entra', '', 'client-1', 'Resolved', false, now(), now(), 1, 'High', 1, 'None', 1, 1);
            INSERT INTO escalations (consent_id, revision, verdict, privilege, risk, rules, is_privilege_of_principal, dictionary_version,
                                     decided_at, incident_id)
            SELECT {consentId}, 1, 'Escalate', 'Privileged', 'High', ARRAY['scope-risk'], false, 'x', now(), max(id) FROM incidents;
            """);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Locks the head of the audit chain, for which every commit waits, until the result is disposed of.</summary>
    public async Task<IAsyncDisposable> HoldCommitsAsync()
    {
        var connection = await database.Source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT 1 FROM audit_head FOR UPDATE", connection, transaction);
        await command.ExecuteScalarAsync();
        return new Held(connection, transaction);
    }

    /// <summary>Waits until a writer waits for the locked head.</summary>
    public Task WhenWriterWaitsAsync() =>
        Until.TrueAsync(
            async () =>
            {
                await using var command = database.Source.CreateCommand(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                );
                return (long)(await command.ExecuteScalarAsync())! > 0;
            },
            "the writer waits"
        );

    public async ValueTask DisposeAsync()
    {
        await Inbox.DisposeAsync();
        await database.DisposeAsync();
    }

    private sealed class Held(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
