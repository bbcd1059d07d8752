using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Functions.Inventory;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using OAuthAttest.Grants.Import.Statements;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Time;
using OAuthAttest.Persistence;
using Spectre.Console;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>
/// The inventory of the demo: synced from the simulated providers and the team's table, by the orchestrations that the timer starts.
/// </summary>
internal sealed class DemoInventory(LocalHost host, VirtualClock clock, TeamTable team)
{
    private const string Departed = "github-departed";

    private readonly VirtualTimeDriver driver = new(clock, host.WhenIdleAsync);

    /// <summary>Syncs every source, one after the other, and imports what no source lists.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        await SyncAllAsync(cancellation);
        var database = host.Services.GetRequiredService<NpgsqlDataSource>();
        var import = new InventoryImport(database, host.Services.GetRequiredService<ScopeDictionary>().RiskOf, clock);
        var departed = new CsvInventoryReader(
            Path.Combine(SampleFiles.Folder, "departed", "grants.csv"), FieldMapping.Load(TeamTable.MappingFile), Departed,
            ProviderName.GitHub);
        await import.ImportAsync(departed, cancellation: cancellation);
        var owners = new AppOwnersImport(database, clock);
        await owners.ImportAsync(Path.Combine(SampleFiles.Folder, "owners.csv"), "demo", cancellation);
        await owners.ImportAsync(Path.Combine(SampleFiles.Folder, "departed", "owners.csv"), "demo", cancellation);
        await new PeopleImport(database, clock).ImportAsync(Path.Combine(SampleFiles.Folder, "people.csv"), "demo", cancellation);
    }

    /// <summary>One after the other, so that each run of the demo numbers the grants alike.</summary>
    public async Task SyncAllAsync(CancellationToken cancellation)
    {
        foreach (var source in host.Services.GetRequiredService<InventorySync>().Sources)
            await SyncAsync(source, cancellation);
    }

    /// <summary>One app gets more scopes, and its source is synced. Returns that app's grants.</summary>
    public async Task<IReadOnlyList<long>> GrowAsync(CancellationToken cancellation)
    {
        await team.GrowAsync(SampleFiles.GrowingApp, "delete_repo", cancellation);
        await SyncAsync(DemoSettings.TeamSource, cancellation);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<OAuthAttestDb>>().CreateDbContextAsync(cancellation);
        return await db.Grants
            .Where(grant => db.Apps.Any(app => app.Id == grant.AppId && app.ExternalId == SampleFiles.GrowingApp))
            .Select(grant => grant.Id)
            .ToListAsync(cancellation);
    }

    /// <summary>Shows where each source stands, as <c>GET /api/sources</c> tells it.</summary>
    public async Task WriteAsync(IAnsiConsole console, CancellationToken cancellation)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("The inventory");
        table.AddColumns("source", "provider", "state");
        foreach (var title in (string[])["answers", "accounts", "apps", "grants", "vanished"])
            table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var source in await SourcesAsync(cancellation))
        {
            var run = SampleJson.Field(source, "lastRun");
            string[] ofRun = run is { ValueKind: JsonValueKind.Object } synced
                ?
                [
                    Of(synced, "calls") is "0" ? "a query" : Of(synced, "calls"),
                    Of(synced, "users", "read"),
                    Of(synced, "apps", "read"),
                    Of(synced, "grants", "read"),
                    Of(synced, "grants", "vanished"),
                ]
                : ["", "", "", Of(source, "activeGrants"), ""];
            table.AddRow([
                Markup.Escape(SampleJson.TextOf(source, "name")!), Markup.Escape(SampleJson.TextOf(source, "provider")!),
                run is { ValueKind: JsonValueKind.Object } ? $"sync {SampleJson.TextOf(run, "state")!.ToLowerInvariant()}" : "imported",
                .. ofRun]);
        }
        console.Write(table);
    }

    private async Task SyncAsync(string source, CancellationToken cancellation)
    {
        // The id that the timer gives it.
        var id = $"inventory-sync-{source}";
        await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(InventorySyncOrchestrator), new SyncOrder(source, "demo"), new StartOrchestrationOptions(id), cancellation);
        await driver.RunUntilAsync(
            async token => await host.Client.GetInstanceAsync(id, token) is { IsCompleted: true }, cancellation);
        var ended = await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation);
        if (ended?.ReadOutputAs<SyncEnd>() is not { State: RunState.Succeeded })
            throw new DemoFailedException($"The sync of {source} did not succeed: {ended?.SerializedOutput ?? "no answer"}");
    }

    private async Task<IReadOnlyList<JsonElement>> SourcesAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = host.BaseUri };
        http.DefaultRequestHeaders.Add("x-functions-key", host.Keys.Function);
        var answer = await http.GetFromJsonAsync<JsonElement>("api/sources", cancellation);
        return [.. SampleJson.List(answer, "sources")];
    }

    private static string Of(JsonElement item, params string[] path)
    {
        var value = path.Aggregate((JsonElement?)item, (owner, name) => SampleJson.Field(owner, name));
        return value is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : "";
    }
}
