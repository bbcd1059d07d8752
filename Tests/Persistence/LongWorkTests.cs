using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Moq;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Persistence;
using OAuthAttest.Rosters;
using OAuthAttest.Telemetry;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Persistence;

/// <summary>Work that waits longer for a lock than a request may. The connections here allow no wait at all.</summary>
public sealed class LongWorkTests : IAsyncLifetime
{
    private CampaignWorld world = null!;
    private NpgsqlDataSource impatient = null!;

    public async Task InitializeAsync()
    {
        world = await CampaignWorld.CreateAsync();
        impatient = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(world.ConnectionString)
            {
                Options = "-c lock_timeout=1ms",
                NoResetOnClose = true,
            }.ConnectionString
        );
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("jane@example.com"));
    }

    public async Task DisposeAsync()
    {
        await impatient.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task OpenAsync_WhileAnImportWrites_WaitsForIt()
    {
        var opening = new CampaignOpening(impatient, Mock.Of<IBusinessTelemetry>());
        var open = new OpenCampaign(CampaignKey.Parse("2026Q4"), "tester", CampaignWorld.Policy, "1", CampaignWorld.Start, false);

        var opened = await WaitsForAsync(
            "LOCK TABLE users IN ROW EXCLUSIVE MODE",
            () => opening.OpenAsync(open, CancellationToken.None)
        );

        Assert.Equal(1, opened.GrantCount);
        await AssertLimitAsync();
    }

    [Fact]
    public async Task BeginAsync_WhileAClickHoldsTheCampaign_WaitsForIt()
    {
        var opened = await world.OpenAsync();
        var contexts = new PooledDbContextFactory<OAuthAttestDb>(
            new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(impatient).Options
        );
        var closing = new CampaignClosing(contexts, Mock.Of<IBusinessTelemetry>());

        var closed = await WaitsForAsync(
            "SELECT FROM campaigns FOR SHARE",
            () => closing.BeginAsync(new BeginClosing(opened.Key, "timer", opened.ClosesAt), CancellationToken.None)
        );

        Assert.Equal(CampaignState.Closing, closed.State);
        await AssertLimitAsync();
    }

    [Fact]
    public async Task ForgetAsync_WhileTheAuditLogIsHeld_WaitsForIt()
    {
        await world.ExecuteAsync("INSERT INTO roster_sources (name, entries) VALUES ('entra', 0)");
        var rosters = new RosterImport(impatient, TimeProvider.System);

        await WaitsForAsync(HeldLock.AuditHead, () => rosters.ForgetAsync("entra", "tester", CancellationToken.None));

        await AssertLimitAsync();
    }

    [Fact]
    public async Task HoldAsync_AfterItsWork_LeavesTheConnectionsLimits()
    {
        await using (var connection = await impatient.OpenConnectionAsync())
        {
            await using (await LongWork.HoldAsync(connection, CancellationToken.None))
            {
                Assert.Equal(
                    ("0", "10min"),
                    (await ShowAsync(connection, "statement_timeout"), await ShowAsync(connection, "lock_timeout"))
                );
            }
        }
        await AssertLimitAsync();
    }

    /// <summary>Runs the work while somebody holds a lock, and lets go only once the work waits for it.</summary>
    private async Task<T> WaitsForAsync<T>(string held, Func<Task<T>> work)
    {
        Task<T> working;
        await using (await HeldLock.TakeAsync(world.Source, held))
        {
            working = work();
            await Until.TrueAsync(async () => working.IsCompleted || await HeldLock.WaitersAsync(world.Source) > 0, "the work waits");
            // A second look: the lock's limit of a connection is over by now.
            await Until.TrueAsync(async () => working.IsCompleted || await HeldLock.WaitersAsync(world.Source) > 0, "the work still waits");
            Assert.False(working.IsCompleted, $"{working.Exception?.InnerException?.Message}");
        }
        return await working;
    }

    private async Task AssertLimitAsync()
    {
        await using var connection = await impatient.OpenConnectionAsync();
        Assert.Equal("1ms", await ShowAsync(connection, "lock_timeout"));
    }

    private static async Task<string> ShowAsync(NpgsqlConnection connection, string setting)
    {
        await using var command = new NpgsqlCommand($"SHOW {setting}", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
