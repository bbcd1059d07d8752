using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Persistence;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>Somebody holds a lock that every change needs.</summary>
public sealed class HeldLockTests : IAsyncLifetime
{
    private const int OutageLogged = 3107;

    private FlowWorld world = null!;
    private SimulatedPerson zoe = null!;
    private long grant;

    public async Task InitializeAsync()
    {
        world = await FlowWorld.StartAsync();
        zoe = await world.AddPersonAsync("zoe");
        grant = await world.AddGrantAsync("zoe");
        await world.OpenCampaignAsync();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Click_WhileTheAuditLogIsHeld_IsGivenUpByTheServerAndHealthIsNotGreen()
    {
        await using (await HeldLock.TakeAsync(world.Database.Source, HeldLock.AuditHead))
        {
            var clicked = await zoe.PressAsync(Remove());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, clicked.StatusCode);
            // Told by the server's limit, not by the driver's patience of half a minute.
            Assert.Contains(world.Log.Of(OutageLogged), line => line.Contains(nameof(PostgresException), StringComparison.Ordinal));

            using var health = await world.GetAsync("health");
            using var body = JsonDocument.Parse(await health.Content.ReadAsStreamAsync());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
            Assert.Equal("ok", body.RootElement.GetProperty("database").GetString());
            Assert.StartsWith("held", body.RootElement.GetProperty("audit").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal("healthy", (await world.GetJsonAsync("health")).GetProperty("status").GetString());
        await using (var db = world.Open())
            Assert.Equal(0, await db.Decisions.CountAsync());
        await world.PressAsync(zoe, SlackActions.Remove, grant);
        Assert.Equal(Answer.Remove, (await world.ItemAsync(grant)).Answer);
    }

    [Fact]
    public async Task Click_ThatWaitsLongerThanSlack_IsAnsweredBeforeSlackStopsWaiting()
    {
        var database = await TestDatabase.CreateAsync();
        var endless = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = "-c lock_timeout=0" }.ConnectionString;
        await using var patient = await FlowWorld.StartAsync(
            new() { ConfigureServices = services => services.AddPersistence(endless) },
            database: database
        );
        var joe = await patient.AddPersonAsync("joe");
        await patient.AddGrantAsync("joe");
        await patient.OpenCampaignAsync();

        await using (await HeldLock.TakeAsync(patient.Database.Source, "SELECT FROM campaigns FOR UPDATE"))
        {
            var click = joe.PressAsync(FlowWorld.Question(joe).Buttons().First(button => button.ActionId == SlackActions.Remove));
            await Until.TrueAsync(async () => await HeldLock.WaitersAsync(patient.Database.Source) > 0, "the click waits");
            patient.Clock.Advance(TimeSpan.FromSeconds(2.5));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await click).StatusCode);
        }

        Assert.Contains(patient.Log.Of(OutageLogged), line => line.Contains(nameof(TimeoutException), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_OfTheApp_CarryTheLimitsAndThePath()
    {
        await using var connection = await world.Service<NpgsqlDataSource>().OpenConnectionAsync();

        Assert.Equal("2s", await ShowAsync(connection, "lock_timeout"));
        Assert.Equal("30s", await ShowAsync(connection, "statement_timeout"));
        Assert.Equal("1min", await ShowAsync(connection, "idle_in_transaction_session_timeout"));
        Assert.Equal("public", await ShowAsync(connection, "search_path"));
    }

    [Fact]
    public async Task Health_AskedByMany_IsCheckedOnceAndAGoodAnswerStandsForSeconds()
    {
        await world.GetJsonAsync("health");
        await using var held = await HeldLock.TakeAsync(world.Database.Source, HeldLock.AuditHead);

        Assert.Equal("healthy", (await world.GetJsonAsync("health")).GetProperty("status").GetString());
        world.Clock.Advance(TimeSpan.FromSeconds(6));
        var many = Enumerable.Range(0, 40).Select(_ => world.GetAsync("health")).ToList();
        await Until.TrueAsync(async () => await HeldLock.WaitersAsync(world.Database.Source) > 0, "a check waits");

        Assert.Equal(1, await HeldLock.WaitersAsync(world.Database.Source));
        foreach (var answer in many)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await answer).StatusCode);
    }

    private SimulatedButton Remove() => FlowWorld.Question(zoe).Buttons().First(button => button.ActionId == SlackActions.Remove);

    private static async Task<string> ShowAsync(NpgsqlConnection connection, string setting)
    {
        await using var command = new NpgsqlCommand($"SHOW {setting}", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
