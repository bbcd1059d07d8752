using Microsoft.Extensions.Logging.Abstractions;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Telemetry;
using OAuthAttest.Tests.Persistence;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Inbox;

/// <summary>An inbox with its own database, and a way to block its writer right before a commit.</summary>
internal sealed class InboxWorld : DatabaseWorld
{
    private InboxWorld(TestDatabase database)
        : base(database) => Inbox = NewInbox();

    public ConsentInbox Inbox { get; }

    public static async Task<InboxWorld> CreateAsync() => new(await TestDatabase.CreateAsync());

    /// <summary>Another instance of the app on the same database.</summary>
    public ConsentInbox NewInbox() => new(Source, new NoTelemetry(), NullLogger<ConsentInbox>.Instance);

    public Task<IReadOnlyList<AcceptedConsent>> PushAsync(params ConsentEvent[] events) =>
        Inbox.AcceptAsync(events, ConsentArrival.Push, SampleConsent.Now, CancellationToken.None);

    public Task<List<ConsentRecord>> RowsAsync() => ReadAsync(db => db.Consents.OrderBy(row => row.Key));

    public Task<List<string>> StartsAsync() =>
        ReadAsync(db =>
            db.Effects.Where(effect => effect.Kind == EffectKind.Start).OrderBy(effect => effect.Key).Select(effect => effect.Key)
        );

    public async Task<List<string>> AuditAsync()
    {
        Assert.True((await new AuditVerification(Source).VerifyAsync(default)).IsIntact);
        return await ReadAsync(db => db.AuditEvents.OrderBy(entry => entry.Sequence).Select(entry => $"{entry.Kind} {entry.Subject}"));
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

    /// <summary>Locks the head of the audit chain, for which every commit waits, until the result is disposed of.</summary>
    public async Task<IAsyncDisposable> HoldCommitsAsync() => await HeldLock.TakeAsync(Source, HeldLock.AuditHead);

    /// <summary>Waits until a writer waits for the locked head.</summary>
    public Task WhenWriterWaitsAsync() =>
        Until.TrueAsync(async () => await HeldLock.WaitersAsync(Source) > 0, "the writer waits");

    public override async ValueTask DisposeAsync()
    {
        await Inbox.DisposeAsync();
        await base.DisposeAsync();
    }
}
