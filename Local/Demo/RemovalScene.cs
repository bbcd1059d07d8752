using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Campaigns;
using OAuthAttest.Functions.Http;
using OAuthAttest.Grants;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Local.Time;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;
using Spectre.Console;

namespace OAuthAttest.Local.Demo;

/// <summary>
/// What becomes of the approved worklist: removed at the simulated Entra, read again until its slow lists forget, closed when the tokens
/// have expired; one that is refused until a person steps in, one that is put back, one that comes back. For the providers without
/// credentials each item is a task for a person.
/// </summary>
internal sealed class RemovalScene(
    IAnsiConsole console,
    LocalHost host,
    GraphSimulator graph,
    IReadOnlyList<SimulatedPermissionGrant> before,
    VirtualClock clock,
    DemoDirector director,
    CampaignKey campaign
) : IDisposable
{
    private const string Acting = SampleFiles.LeadEmail;

    private readonly HttpClient http = new() { BaseAddress = host.BaseUri };
    private readonly Promises promises = new();

    public async Task<Promises> PlayAsync(CancellationToken cancellation)
    {
        await RunUntilAsync(async () => (await EntraAsync(cancellation)).TrueForAll(item => !IsUnderWay(item.State)), cancellation);
        var failed = (await EntraAsync(cancellation)).FirstOrDefault(item => item.State == RevocationState.Failed);
        if (failed is not null)
            await ActAsync(failed.GrantId, "again", cancellation);
        await RunUntilAsync(
            async () => (await EntraAsync(cancellation)).TrueForAll(item =>
                !IsUnderWay(item.State) && item.State is not (RevocationState.Absent or RevocationState.Failed)),
            cancellation);

        // Each is another one than the refused one: which call is refused is the provider's choice.
        var closed = (await EntraAsync(cancellation)).FindAll(item =>
            item.State == RevocationState.Closed && item.Removed == 1 && item.GrantId != failed?.GrantId);
        var (back, again) = (closed.ElementAtOrDefault(0), closed.ElementAtOrDefault(1));
        if (back is not null)
            await ActAsync(back.GrantId, "restore", cancellation);
        if (again is not null)
            graph.Add(await AtGraphAsync(again.GrantId, cancellation));
        await RunForAsync(TimeSpan.FromDays(2), cancellation);

        await WriteAsync(failed, back, again, cancellation);
        await CheckAsync(failed, back, again, cancellation);
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

    private async Task<List<WorklistItem>> ItemsAsync(CancellationToken cancellation)
    {
        await using var db = await OpenAsync(cancellation);
        return await db.Worklist.AsNoTracking().OrderBy(item => item.GrantId).ToListAsync(cancellation);
    }

    private async Task<List<WorklistItem>> EntraAsync(CancellationToken cancellation) =>
        (await ItemsAsync(cancellation)).FindAll(item => item.Provider == ProviderName.Entra);

    private async Task<SimulatedPermissionGrant> AtGraphAsync(long grant, CancellationToken cancellation)
    {
        await using var db = await OpenAsync(cancellation);
        var id = await db.Grants.Where(row => row.Id == grant).Select(row => row.ExternalId).SingleAsync(cancellation);
        return before.Single(listed => listed.Id == id);
    }

    private async Task WriteAsync(WorklistItem? failed, WorklistItem? back, WorklistItem? again, CancellationToken cancellation)
    {
        var items = await ItemsAsync(cancellation);
        console.Write(new Rule("[bold]What became of the worklist[/]").LeftJustified());
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Provider", "State", "Grants");
        foreach (var group in items.GroupBy(item => (Provider: item.Provider.ToString(), item.State)).OrderBy(group => group.Key))
            table.AddRow(group.Key.Provider, group.Key.State.ToString(), $"{group.Count()}");
        console.Write(table);
        foreach (var (what, item) in new[] { ("Refused at first", failed), ("Put back", back), ("Came back", again) })
        {
            if (item is not null)
                await StoryAsync(what, item.GrantId, cancellation);
        }
    }

    private async Task StoryAsync(string what, long grant, CancellationToken cancellation)
    {
        await using var db = await OpenAsync(cancellation);
        var app = await db.Grants.Where(row => row.Id == grant).Join(db.Apps, row => row.AppId, app => app.Id, (_, app) => app.Name)
            .SingleAsync(cancellation);
        var subject = $"campaign/{campaign}/worklist/{grant}";
        var entries = await db.AuditEvents.Where(entry => entry.Subject == subject).OrderBy(entry => entry.Sequence)
            .Select(entry => new { entry.At, entry.Kind }).ToListAsync(cancellation);
        console.MarkupLineInterpolated($"[bold]{what}[/]: {app}");
        foreach (var entry in entries)
            console.MarkupLineInterpolated($"  {entry.At:MMM d HH:mm}  {entry.Kind}");
    }

    private async Task CheckAsync(WorklistItem? failed, WorklistItem? back, WorklistItem? again, CancellationToken cancellation)
    {
        var items = await ItemsAsync(cancellation);
        await using var db = await OpenAsync(cancellation);
        var row = await db.Campaigns.AsNoTracking().SingleAsync(each => each.Key == campaign, cancellation);
        var ids = await db.Grants.AsNoTracking().Where(grant => grant.Source == "entra")
            .ToDictionaryAsync(grant => grant.Id, grant => grant.ExternalId, cancellation);
        var there = graph.Grants.Select(grant => grant.Id).ToHashSet(StringComparer.Ordinal);
        var early = items.Count(item => item.AcceptedAt < row.WorklistDecidedAt);
        promises.Add(
            "Nothing was removed before a named person approved exactly this list",
            early == 0 && row.WorklistDecidedBy is not null,
            $"approved by {row.WorklistDecidedBy}, {early} removed before");
        var closed = items.FindAll(item => item.State == RevocationState.Closed && item.Provider == ProviderName.Entra);
        var wrong = closed.Count(item => there.Contains(ids[item.GrantId]));
        promises.Add("What is called closed is not there", closed.Count > 0 && wrong == 0, $"{closed.Count} closed, {wrong} of them there");
        var tooEarly = closed.Count(item => item.ClosedAt < item.TokensUntil || item.AbsentAt < item.AcceptedAt + SampleTenant.ListingLag);
        promises.Add("Absent only after the lists forgot, closed only after the tokens expired", tooEarly == 0, $"{tooEarly} too early");
        var listed = items.Where(item => ids.ContainsKey(item.GrantId)).Select(item => ids[item.GrantId]).ToHashSet(StringComparer.Ordinal);
        var lost = before.Count(grant => !listed.Contains(grant.Id) && !there.Contains(grant.Id));
        var unlisted = before.Count(grant => !listed.Contains(grant.Id));
        promises.Add("What is on no list is untouched", lost == 0 && unlisted > 0, $"{unlisted} grants, {lost} lost");
        promises.Add("What the provider refused goes after a person stepped in", StateOf(items, failed) == RevocationState.Closed,
            $"{StateOf(items, failed)}");
        promises.Add("What a person wanted back is back and was read", StateOf(items, back) == RevocationState.Restored,
            $"{StateOf(items, back)}");
        promises.Add("What came back is noticed and not called removed",
            StateOf(items, again) is RevocationState.Reappeared or RevocationState.Reopened, $"{StateOf(items, again)}");
        var tasks = items.FindAll(item => item.Provider != ProviderName.Entra);
        promises.Add("Where nothing may be called, each item is a person's task",
            tasks.Count > 0 && tasks.TrueForAll(item => item.State == RevocationState.ByHand), $"{tasks.Count} tasks");
    }

    private static RevocationState? StateOf(List<WorklistItem> items, WorklistItem? which) =>
        items.Find(item => item.GrantId == which?.GrantId)?.State;

    private Task<OAuthAttestDb> OpenAsync(CancellationToken cancellation) =>
        host.Services.GetRequiredService<IDbContextFactory<OAuthAttestDb>>().CreateDbContextAsync(cancellation);
}
