using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Campaigns;
using OAuthAttest.Functions.Http;
using OAuthAttest.Grants;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Time;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;
using Spectre.Console;

namespace OAuthAttest.Local.Demo;

/// <summary>
/// What becomes of the approved worklist: removed at the simulated Entra, Google and Okta, read again until their lists forget (Entra's are
/// slow), closed when the tokens have expired; one that is refused until a person steps in, one that is put back, one that comes back.
/// What GitHub has no call for is a task for a person.
/// </summary>
internal sealed class RemovalScene(
    IAnsiConsole console,
    LocalHost host,
    DemoOutside outside,
    HeldGrants before,
    DemoInventory inventory,
    VirtualClock clock,
    DemoDirector director,
    CampaignKey campaign
) : IDisposable
{
    private const string Acting = SampleFiles.LeadEmail;

    private readonly HttpClient http = new() { BaseAddress = host.BaseUri };

    public async Task<Promises> PlayAsync(CancellationToken cancellation)
    {
        await RunUntilAsync(async () => (await CalledAsync(cancellation)).TrueForAll(item => !IsUnderWay(item.State)), cancellation);
        var failed = (await CalledAsync(cancellation)).Find(item =>
            item.State == RevocationState.Failed && item.Provider == ProviderName.Entra);
        if (failed is not null)
            await ActAsync(failed.GrantId, "again", cancellation);
        await RunUntilAsync(
            async () => (await CalledAsync(cancellation)).TrueForAll(item =>
                !IsUnderWay(item.State) && item.State is not RevocationState.Absent
                && !(item.State == RevocationState.Failed && item.GrantId == failed?.GrantId)),
            cancellation);

        // Another one than the refused one: which call is refused is the provider's choice.
        var closed = (await CalledAsync(cancellation)).FindAll(item => item is { State: RevocationState.Closed, Removed: 1 });
        var back = closed.Find(item => item.Provider == ProviderName.Entra && item.GrantId != failed?.GrantId);
        var again = closed.Find(item => item.Provider == ProviderName.Google);
        if (back is not null)
            await ActAsync(back.GrantId, "restore", cancellation);
        if (again is not null)
            outside.Google.Add(before.Tokens[await ExternalIdAsync(again.GrantId, cancellation)]);
        await RunForAsync(TimeSpan.FromDays(2), cancellation);
        await inventory.SyncAllAsync(cancellation);

        var special = new SpecialItems(failed, back, again);
        await WriteAsync(special, cancellation);
        var promises = await new RemovalPromises(host, outside, before, campaign).CheckAsync(special, cancellation);
        promises.Write(console);
        return promises;
    }

    public void Dispose() => http.Dispose();

    private static bool IsUnderWay(RevocationState state) => state is RevocationState.Queued or RevocationState.Held
        or RevocationState.Approved or RevocationState.Revoking or RevocationState.Accepted;

    private Task RunUntilAsync(Func<Task<bool>> isDone, CancellationToken cancellation) =>
        director.RunUntilAsync(isDone, clock.GetUtcNow().AddDays(2), cancellation);

    private Task RunForAsync(TimeSpan time, CancellationToken cancellation)
    {
        var end = clock.GetUtcNow() + time;
        return director.RunUntilAsync(() => Task.FromResult(clock.GetUtcNow() >= end), end.AddDays(1), cancellation);
    }

    private async Task ActAsync(long grant, string act, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/worklist/{campaign}-{grant}/{act}")
        {
            // Not streamed: the host takes no body without its length.
            Content = new StringContent($$"""{"decidedBy":"{{Acting}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-functions-key", host.Keys.Function);
        request.Headers.Add(ActingCaller.KeyHeader, host.Keys.Acting);
        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<List<WorklistItem>> CalledAsync(CancellationToken cancellation)
    {
        await using var db = await OpenAsync(cancellation);
        var items = await db.Worklist.AsNoTracking().OrderBy(item => item.GrantId).ToListAsync(cancellation);
        return items.FindAll(item => HeldGrants.Providers.Contains(item.Provider));
    }

    private async Task<string> ExternalIdAsync(long grant, CancellationToken cancellation)
    {
        await using var db = await OpenAsync(cancellation);
        return await db.Grants.Where(row => row.Id == grant).Select(row => row.ExternalId).SingleAsync(cancellation);
    }

    private async Task WriteAsync(SpecialItems special, CancellationToken cancellation)
    {
        await using var db = await OpenAsync(cancellation);
        var items = await db.Worklist.AsNoTracking().ToListAsync(cancellation);
        console.Write(new Rule("[bold]What became of the worklist[/]").LeftJustified());
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Provider", "State", "Grants", "Slowest to be gone from its lists");
        foreach (var group in items.GroupBy(item => (Provider: item.Provider.ToString(), item.State)).OrderBy(group => group.Key))
        {
            var slowest = group.Max(item => item.AbsentAt - item.AcceptedAt);
            table.AddRow(group.Key.Provider, group.Key.State.ToString(), $"{group.Count()}", Words(slowest));
        }
        console.Write(table);
        console.MarkupLine("GitHub has no call that takes an OAuth app's access from a person: those items are tasks, with their steps.");
        foreach (var (what, item) in special.Named)
            await StoryAsync(what, item, cancellation);
        await inventory.WriteAsync(console, cancellation);
    }

    private static string Words(TimeSpan? time) =>
        time is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalMinutes:F0} min") : "";

    private async Task StoryAsync(string what, WorklistItem item, CancellationToken cancellation)
    {
        await using var db = await OpenAsync(cancellation);
        var app = await db.Grants.Where(row => row.Id == item.GrantId)
            .Join(db.Apps, row => row.AppId, app => app.Id, (_, app) => app.Name).SingleAsync(cancellation);
        var subject = $"campaign/{campaign}/worklist/{item.GrantId}";
        var entries = await db.AuditEvents.Where(entry => entry.Subject == subject).OrderBy(entry => entry.Sequence)
            .Select(entry => new { entry.At, entry.Kind }).ToListAsync(cancellation);
        console.MarkupLineInterpolated($"[bold]{what}[/] at {item.Provider}: {app}");
        foreach (var entry in entries)
            console.MarkupLineInterpolated($"  {entry.At:MMM d HH:mm}  {entry.Kind}");
    }

    private Task<OAuthAttestDb> OpenAsync(CancellationToken cancellation) =>
        host.Services.GetRequiredService<IDbContextFactory<OAuthAttestDb>>().CreateDbContextAsync(cancellation);
}
