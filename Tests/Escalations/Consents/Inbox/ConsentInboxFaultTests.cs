using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Inbox;

public sealed class ConsentInboxFaultTests : IAsyncLifetime
{
    private InboxWorld world = null!;

    [Fact]
    public async Task AcceptAsync_OneThatCannotBeWritten_DoesNotTakeItsNeighboursWithIt()
    {
        await world.ExecuteAsync("ALTER TABLE consents ADD CHECK (client_id <> 'bad')");
        var first = await HoldOneAsync();
        var neighbours = Enumerable.Range(0, 5).Select(i => world.PushAsync(SampleConsent.Event($"e{i}"))).ToList();
        var bad = world.PushAsync(SampleConsent.Event("bad") with { App = new ConsentedApp("bad", null) });
        await first.DisposeAsync();

        await Assert.ThrowsAsync<ConsentsNotCommittedException>(() => bad);
        Assert.All(await Task.WhenAll(neighbours), answers => Assert.True(answers[0].IsNew));
        Assert.Equal(6, (await world.RowsAsync()).Count);
        Assert.Equal(6, (await world.StartsAsync()).Count);
        Assert.Equal(6, (await world.AuditAsync()).Count);
    }

    [Fact]
    public async Task AcceptAsync_CommitRefused_AnswersNothingAndLeavesNothing()
    {
        await world.ExecuteAsync(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
            CREATE CONSTRAINT TRIGGER refused AFTER INSERT ON audit_events DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        await Assert.ThrowsAsync<ConsentsNotCommittedException>(() => world.PushAsync(SampleConsent.Event("e1")));
        Assert.Empty(await world.RowsAsync());
        Assert.Empty(await world.StartsAsync());

        await world.ExecuteAsync("DROP TRIGGER refused ON audit_events");
        Assert.True(Assert.Single(await world.PushAsync(SampleConsent.Event("e1"))).IsNew);
    }

    [Theory]
    [InlineData("consents")]
    [InlineData("escalation_outbox")]
    [InlineData("audit_events")]
    public async Task AcceptAsync_AnyOfItsTablesRefuses_LeavesNothing(string table)
    {
        await world.ExecuteAsync(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$; "
                + $"CREATE TRIGGER refused BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()"
        );

        await Assert.ThrowsAsync<ConsentsNotCommittedException>(() => world.PushAsync(SampleConsent.Event("e1")));

        Assert.Empty(await world.RowsAsync());
        Assert.Empty(await world.StartsAsync());
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task AcceptAsync_ConnectionsOfThePoolGone_TriesOnceMoreAtOnce()
    {
        await world.PushAsync(SampleConsent.Event("e1"));
        await world.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        );

        Assert.True(Assert.Single(await world.PushAsync(SampleConsent.Event("e2"))).IsNew);
    }

    [Fact]
    public async Task AcceptAsync_WaiterGivesUp_IsCommittedAllTheSame()
    {
        var held = await HoldOneAsync();
        using var patience = new CancellationTokenSource();
        var waiting = world.Inbox.AcceptAsync([SampleConsent.Event("e1")], ConsentArrival.Push, SampleConsent.Now, patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await held.DisposeAsync();

        await Until.TrueAsync(async () => (await world.RowsAsync()).Exists(row => row.EventKey == "e1"), "the consent is committed");
        Assert.False(Assert.Single(await world.PushAsync(SampleConsent.Event("e1"))).HasChanged);
    }

    [Fact]
    public async Task DisposeAsync_WithDeliveriesWaiting_CommitsThemFirst()
    {
        var held = await HoldOneAsync();
        var waiting = Enumerable.Range(0, 20).Select(i => world.PushAsync(SampleConsent.Event($"e{i}"))).ToList();
        var stopping = world.Inbox.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ConsentsNotCommittedException>(() => world.PushAsync(SampleConsent.Event("late")));
        await held.DisposeAsync();

        await stopping;
        Assert.All(await Task.WhenAll(waiting), answers => Assert.True(answers[0].IsNew));
        Assert.Equal(21, (await world.RowsAsync()).Count);
    }

    [Fact]
    public async Task AcceptAsync_MoreThanCanWait_IsRefusedAtOnceAndTheRestIsCommitted()
    {
        var held = await HoldOneAsync();
        var waiting = new List<Task<IReadOnlyList<AcceptedConsent>>>();
        ConsentsNotCommittedException? full = null;
        while (full is null && waiting.Count < 10_000)
        {
            var task = world.PushAsync(SampleConsent.Event($"e{waiting.Count}"));
            if (task.IsFaulted)
                full = await Assert.ThrowsAsync<ConsentsNotCommittedException>(() => task);
            else
                waiting.Add(task);
        }
        await held.DisposeAsync();

        Assert.NotNull(full);
        Assert.Equal(4096, waiting.Count);
        Assert.All(await Task.WhenAll(waiting), answers => Assert.True(answers[0].IsNew));
        Assert.Equal(waiting.Count + 1, (await world.StartsAsync()).Count);
    }

    [Fact]
    public async Task AcceptAsync_ServerStopped_AcceptsNothingUntilItIsBack()
    {
        var folder = Directory.CreateTempSubdirectory("oauthattest-inbox");
        try
        {
            await using (
                var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { DataFolder = folder.FullName, Fsync = false })
            )
            {
                await DatabaseMigration.MigrateAsync(cluster.ConnectionString);
                await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
                await using var inbox = new ConsentInbox(source, new NoTelemetry(), NullLogger<ConsentInbox>.Instance);
                await inbox.AcceptAsync([SampleConsent.Event("before")], ConsentArrival.Push, SampleConsent.Now, default);
                await cluster.DisposeAsync();
                await Assert.ThrowsAsync<ConsentsNotCommittedException>(() =>
                    inbox.AcceptAsync([SampleConsent.Event("during")], ConsentArrival.Push, SampleConsent.Now, default)
                );
            }
            await using (
                var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { DataFolder = folder.FullName, Fsync = false })
            )
            {
                await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
                await using var inbox = new ConsentInbox(source, new NoTelemetry(), NullLogger<ConsentInbox>.Instance);
                Assert.False(
                    Assert
                        .Single(await inbox.AcceptAsync([SampleConsent.Event("before")], ConsentArrival.Push, SampleConsent.Now, default))
                        .HasChanged
                );
                Assert.True(
                    Assert
                        .Single(await inbox.AcceptAsync([SampleConsent.Event("during")], ConsentArrival.Push, SampleConsent.Now, default))
                        .IsNew
                );
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public async Task InitializeAsync() => world = await InboxWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>Blocks the writer right before a commit: later events queue behind it.</summary>
    private async Task<IAsyncDisposable> HoldOneAsync()
    {
        var held = await world.HoldCommitsAsync();
        _ = world.PushAsync(SampleConsent.Event("first"));
        await world.WhenWriterWaitsAsync();
        return held;
    }
}
