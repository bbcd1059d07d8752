using System.Text.Json;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.Tests.Aws.CloudTrail;
using OAuthAttest.Tests.ScopeAudits.Athena;
using OAuthAttest.Tests.ScopeAudits.Sources;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>
/// Audits that ask a simulated Athena by themselves. In both Regions of the account a call was made that nobody looks for, and in one of
/// them on each day of the window.
/// </summary>
internal sealed class AthenaFlowWorld : IAsyncDisposable
{
    /// <summary>Of the window that is usual, those before today.</summary>
    public const int DaysBefore = 7;

    private readonly TestDatabase database;
    private int logged;

    private AthenaFlowWorld(TestDatabase database, SimulatedAthena athena, AuditFlowWorld audits) =>
        (this.database, Athena, Audits) = (database, athena, audits);

    public SimulatedAthena Athena { get; }

    public AuditFlowWorld Audits { get; }

    public FlowWorld Flow => Audits.Flow;

    public AwsSimulator Aws => Audits.Aws;

    public static async Task<AthenaFlowWorld> StartAsync(
        IFunctionInterceptor? interceptor = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        int pageSize = 50
    )
    {
        var table = await TestDatabase.CreateEmptyAsync();
        var athena = await SimulatedAthena.CreateAsync(table.ConnectionString, AthenaWorld.Archive, AthenaWorld.ArchiveRegion);
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>(), StringComparer.Ordinal)
        {
            ["ScopeAudit:Source"] = "Athena",
            ["ScopeAudit:Athena:Region"] = AthenaWorld.ArchiveRegion,
            ["ScopeAudit:Athena:Database"] = "security",
            ["ScopeAudit:Athena:Table"] = "cloudtrail_logs",
            ["ScopeAudit:Athena:Account:Id"] = AthenaWorld.Archive,
            ["ScopeAudit:Athena:Account:RoleArn"] = AthenaWorld.Role,
        };
        var world = new AthenaFlowWorld(table, athena, await AuditFlowWorld.StartAsync(
            interceptor, all, simulator: given => given with { Athena = athena, PageSize = pageSize }));
        foreach (var region in (string[])["us-east-1", LookupWorld.Region])
            await world.AddAsync(TimeSpan.FromHours(1), "ListRoles", region);
        for (var day = 1; day <= DaysBefore; day++)
            await world.AddAsync(TimeSpan.FromDays(day) - TimeSpan.FromHours(1), "ListRoles");
        return world;
    }

    /// <summary>A call was made so long ago.</summary>
    /// <param name="delivered">How long ago its record was delivered; null: at once.</param>
    public async Task<string> AddAsync(
        TimeSpan ago, string name = "AttachRolePolicy", string region = "us-east-1", TimeSpan? delivered = null)
    {
        var id = $"event-{++logged}";
        var now = Flow.Clock.GetUtcNow();
        await Athena.AddAsync(LogText.Record(id, name, time: AthenaWorld.Text(now - ago), region: region), now - (delivered ?? ago));
        return id;
    }

    /// <summary>What the timer does, and then as much time as an audit needs to its end.</summary>
    public async Task<AuditRun> AuditAsync()
    {
        await Audits.TickAsync();
        return await EndAsync();
    }

    public async Task<AuditRun> EndAsync()
    {
        for (var turn = 0; turn < 200 && (await LastAsync()).ToldAt is null; turn++)
            await Flow.Time.AdvanceAsync(TimeSpan.FromSeconds(30));
        return await LastAsync();
    }

    public async Task<AuditRun> LastAsync() => (await Audits.RunsAsync())[^1];

    /// <summary>Those of the newest audit.</summary>
    public async Task<List<AuditPart>> PartsAsync()
    {
        var last = (await LastAsync()).Id;
        return await Flow.ReadAsync(db => db.ScopeAuditParts.Where(part => part.AuditId == last).OrderBy(part => part.Region));
    }

    public static IReadOnlyList<string> Errors(AuditRun run) =>
        [.. JsonDocument.Parse(run.Certificate!).RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetString()!)];

    /// <summary>The bytes of each question.</summary>
    public static IReadOnlyList<long> Scanned(AuditRun run) =>
    [
        .. JsonDocument.Parse(run.Certificate!).RootElement.GetProperty("athena").EnumerateArray()
            .Select(answer => answer.GetProperty("scannedBytes").GetInt64()),
    ];

    public async ValueTask DisposeAsync()
    {
        await Audits.DisposeAsync();
        await Athena.DisposeAsync();
        await database.DisposeAsync();
    }
}
