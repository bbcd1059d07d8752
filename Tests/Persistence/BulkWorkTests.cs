using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Persistence;

public sealed class BulkWorkTests
{
    [Theory]
    [InlineData(BulkWork.ManyRows - 1, "1000")]
    [InlineData(BulkWork.ManyRows, "0")]
    public async Task Begin_WithANumberOfRows_StartsWorkersForMany(long rows, string setupCost)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        await BulkWork.BeginAsync(connection, rows, CancellationToken.None);

        Assert.Equal(
            (setupCost, "off"),
            (await SettingAsync(connection, "parallel_setup_cost"), await SettingAsync(connection, "enable_nestloop"))
        );
    }

    [Fact]
    public async Task Begin_WithFewRowsAfterMany_LeavesWorkersToThePlanner()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await BulkWork.BeginAsync(connection, BulkWork.ManyRows, CancellationToken.None);

        await BulkWork.BeginAsync(connection, 1, CancellationToken.None);

        Assert.Equal(
            ("1000", "off"),
            (await SettingAsync(connection, "parallel_setup_cost"), await SettingAsync(connection, "enable_nestloop"))
        );
    }

    [Theory]
    [InlineData(BulkWork.ManyRows - 1, false)]
    [InlineData(BulkWork.ManyRows, true)]
    public async Task ReportAndExport_OfACampaign_AskForWorkersWhenItIsLarge(long grants, bool asks)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var opened = await OpenAsync(world, world.Source);
        await world.ExecuteAsync($"UPDATE campaigns SET grant_count = {grants}");
        await using var report = new WatchedSource(world.ConnectionString);
        await using var export = new WatchedSource(world.ConnectionString);

        await new CampaignReports(report.Source, ScopeDictionary.Embedded).BuildAsync(opened.Key, opened.ClosesAt, CancellationToken.None);
        await new Worklists(export.Source).StreamCsvAsync(opened.Key, Stream.Null, CancellationToken.None);

        Assert.Equal((asks, asks), (report.Statements.Exists(AsksForWorkers), export.Statements.Exists(AsksForWorkers)));
    }

    [Theory]
    [InlineData(BulkWork.ManyRows - 1, false)]
    [InlineData(BulkWork.ManyRows, true)]
    public async Task Opening_OfThatManyGrants_AsksForWorkersWhenTheyAreMany(long grants, bool asks)
    {
        await using var world = await CampaignWorld.CreateAsync();
        await SayHowManyAsync(world, grants);
        await using var watched = new WatchedSource(world.ConnectionString);

        await OpenAsync(world, watched.Source);

        Assert.NotEmpty(watched.Statements);
        Assert.Equal(asks, watched.Statements.Exists(AsksForWorkers));
    }

    private static bool AsksForWorkers(string sql) => sql.Contains("parallel_setup_cost = 0", StringComparison.Ordinal);

    private static Task SayHowManyAsync(CampaignWorld world, long grants) =>
        world.ExecuteAsync($"UPDATE inventory_sources SET active_grants = {grants}");

    private static async Task<OpenedCampaign> OpenAsync(CampaignWorld world, NpgsqlDataSource source)
    {
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("jane@example.com"));
        var open = new OpenCampaign(
            CampaignKey.Parse("2026Q4"),
            "tester",
            CampaignWorld.Policy,
            "test-1",
            CampaignWorld.Start,
            AcceptStale: false
        );
        return await new CampaignOpening(source, new NoTelemetry()).OpenAsync(open, CancellationToken.None);
    }

    private static async Task<string> SettingAsync(NpgsqlConnection connection, string name)
    {
        await using var command = new NpgsqlCommand("SELECT current_setting($1)", connection) { Parameters = { new() { Value = name } } };
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Keeps the text of every statement that is sent.</summary>
    private sealed class WatchedSource : ILoggerProvider, ILogger, IAsyncDisposable
    {
        private readonly ILoggerFactory loggers;

        public WatchedSource(string connectionString)
        {
            loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(this));
            Source = new NpgsqlDataSourceBuilder(connectionString).UseLoggerFactory(loggers).Build();
        }

        public NpgsqlDataSource Source { get; }

        public List<string> Statements { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (Statements)
                Statements.Add(formatter(state, exception));
        }

        public void Dispose()
        {
            // The data source is disposed of in DisposeAsync; nothing else needs it.
        }

        public async ValueTask DisposeAsync()
        {
            await Source.DisposeAsync();
            loggers.Dispose();
        }
    }
}
