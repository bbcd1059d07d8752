using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Crash;

/// <summary>
/// One person's grants, on one list that a named person approves: one is removed at Google, one at Entra and put back there, one loses a
/// scope at Entra, and one is a task for a person. The host is killed on the way.
/// </summary>
internal sealed class RemovalKillScene : IAsyncDisposable
{
    public const string Key = "removal-kill-test";
    public const string Lead = "lead@crash.example";
    public const string KeptApp = "kept.apps.googleusercontent.com";
    public const string Taken = "Mail.Read";
    public const string Left = "User.Read";
    public const string Restored = "Files.Read User.Read";

    private const string Email = "person@crash.example";
    private const string SlackId = "U00001";
    private const string GoogleId = "100000000000000000001";
    private const string EntraId = "d0000000-0000-4000-8000-000000000001";
    private const string OktaId = "00u1";
    private const string GoogleScope = "https://www.googleapis.com/auth/drive";
    private const string GoogleApp = "listed.apps.googleusercontent.com";

    private readonly Dictionary<string, long> grants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> broken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> posted = new(StringComparer.Ordinal);

    private RemovalKillScene(TestDatabase database, SlackSimulator slack, GoogleSimulator google, GraphSimulator graph) =>
        (Database, Slack, Google, Graph) = (database, slack, google, graph);

    public TestDatabase Database { get; }

    public SlackSimulator Slack { get; }

    public GoogleSimulator Google { get; }

    public GraphSimulator Graph { get; }

    public ManagedIdentity Identity { get; private set; } = null!;

    public CommitGate Gate { get; private set; } = null!;

    public HostProcess Host { get; private set; } = null!;

    public HostKiller Killer { get; private set; } = null!;

    /// <summary>The promises that were broken at some step.</summary>
    public IEnumerable<string> Broken => broken.Keys;

    public static async Task<RemovalKillScene> StartAsync(KillPlan plan)
    {
        var scene = new RemovalKillScene(
            await TestDatabase.CreateAsync(), await SlackSimulator.StartAsync(), await GoogleSimulator.StartAsync(),
            await GraphSimulator.StartAsync());
        await scene.FillAsync();
        scene.Identity = await ManagedIdentity.StartAsync(scene.Graph.Options.Token);
        scene.Gate = await CommitGate.CloseAsync(scene.Database, plan.Commits);
        scene.Host = new HostProcess(scene.Gate.ConnectionString, scene.Slack, scene.Settings());
        scene.Slack.InteractionsUrl = new Uri(scene.Host.BaseUri, "api/slack/interactions");
        scene.Killer = new HostKiller(scene.Host, plan, scene.Gate, scene.PassTimeAsync);
        scene.Google.OnCall = (method, moment) => scene.OnProviderAsync("google", method, moment);
        scene.Graph.OnCall = (method, moment) => scene.OnProviderAsync("entra", method, moment);
        scene.Slack.OnCall = scene.OnSlackAsync;
        await scene.Killer.StartAsync();
        return scene;
    }

    /// <summary>The person is asked, and keeps one grant without a scope that it does not use.</summary>
    public async Task AskAsync()
    {
        await PostAsync("api/campaigns", $$"""{"key":"{{Key}}"}""");
        var person = Slack.Person(SlackId);
        await Killer.WhenAsync(
            async () =>
            {
                if (await Database.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM campaign_items WHERE without_scopes IS NOT NULL)"))
                    return true;
                var button = person.Messages.SelectMany(message => message.Buttons()).FirstOrDefault(each =>
                    each.ActionId == SlackActions.KeepWithout && GrantButton.Decode(each.Value)?.GrantId == grants["narrowed"]);
                if (button is not null)
                    await TryAnswerAsync(person, button);
                return false;
            },
            "the person keeps a grant with less");
    }

    /// <summary>The list is held for a named person, who approves it.</summary>
    public async Task ApproveAsync()
    {
        await PostAsync($"api/campaigns/{Key}/close", "{}");
        await WhenCampaignAsync(campaign => campaign.State == CampaignState.AwaitingDecision, "the list is held");
        await Killer.WhenAsync(() => Task.FromResult(IsReported("held")), "the lead knows");
        var digest = await Database.ScalarAsync<string>("SELECT encode(worklist_digest, 'hex') FROM campaigns");
        await PostAsync($"api/campaigns/{Key}/worklist/approve", $$"""{"digest":"{{digest}}","decidedBy":"{{Lead}}"}""");
    }

    public Task WhenRemovedAsync() => Killer.WhenAsync(
        async () =>
        {
            var items = await ItemsAsync();
            return items.All(item => item.State == (item.Provider == ProviderName.Okta ? RevocationState.ByHand : RevocationState.Closed))
                && items.All(item => (item.State == RevocationState.ByHand ? item.LeadToldAt : item.ToldAt) is not null)
                && await Database.ScalarAsync<bool>("SELECT removal_reported_at IS NOT NULL FROM campaigns");
        },
        "what was approved is removed, and everybody knows");

    /// <summary>Somebody removes it by hand, which the next reading of the inventory finds.</summary>
    public async Task RemoveByHandAsync()
    {
        await Database.ExecuteAsync($"""
            UPDATE grants SET status = 'Vanished', vanished_at = now() WHERE id = {grants["by hand"]};
            UPDATE inventory_sources SET last_succeeded_at = now() WHERE name = 'okta';
            """);
        await PassDayAsync("by hand");
        await WhenItemAsync("by hand", item => item.State == RevocationState.Absent, "what was removed by hand is absent");
        await Database.ExecuteAsync("""
            UPDATE revocation_worklist SET tokens_until = now() WHERE state = 'Absent';
            UPDATE inventory_sources SET last_succeeded_at = now() + interval '1 second' WHERE name = 'okta';
            """);
        await PassDayAsync("by hand");
        await WhenItemAsync(
            "by hand", item => item is { State: RevocationState.Closed, ToldAt: not null }, "what was removed by hand is closed");
    }

    public async Task RestoreAsync()
    {
        await PostAsync($"api/worklist/{Key}-{grants["restored"]}/restore", $$"""{"decidedBy":"{{Lead}}"}""");
        await WhenItemAsync("restored", item => item.State == RevocationState.Restored, "one grant is put back");
    }

    public Task WhenReportedAsync() =>
        Killer.WhenAsync(() => Task.FromResult(IsReported("closed")), "the lead knows the campaign's end");

    public async Task<List<WorklistItem>> ItemsAsync()
    {
        await using var db = Database.Open();
        return await db.Worklist.AsNoTracking().OrderBy(item => item.GrantId).ToListAsync();
    }

    /// <summary>The kinds of the audit entries of one of the grants.</summary>
    public Task<List<string>> StepsAsync(string grant)
    {
        var subject = $"campaign/{Key}/worklist/{grants[grant]}";
        return Database.ReadAsync(db =>
            db.AuditEvents.Where(entry => entry.Subject == subject).OrderBy(entry => entry.Sequence).Select(entry => entry.Kind));
    }

    public async ValueTask DisposeAsync()
    {
        if (Killer is not null)
            await Killer.DisposeAsync();
        Host?.Dispose();
        if (Gate is not null)
            await Gate.DisposeAsync();
        if (Identity is not null)
            await Identity.DisposeAsync();
        await Graph.DisposeAsync();
        await Google.DisposeAsync();
        await Slack.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task OnProviderAsync(string provider, string method, CallMoment moment)
    {
        // The same for every sign-in: one is enough.
        if (method == "token")
        {
            await Killer.OnStepAsync($"{provider} token {moment}", moment);
            return;
        }
        var items = await ItemsAsync();
        await CheckAsync(items, method, moment);
        var states = items.Where(item => item.Provider.ToString() == provider)
            .Select(item => item.RestoreState == RestoreState.None ? $"{item.State}" : $"{item.State} {item.RestoreState}");
        await Killer.OnStepAsync($"{provider} {method} {moment} {string.Join(", ", states)}", moment);
    }

    private async Task OnSlackAsync(string method, CallMoment moment)
    {
        var key = method != "chat.postMessage" ? ""
            : moment == CallMoment.Accepted ? Slack.AllMessages.Select(each => each.Key!).FirstOrDefault(each => posted.TryAdd(each, true))
            : (await Database.ReadAsync("SELECT message_key FROM slack_messages WHERE state <> 'Sent' LIMIT 1")).FirstOrDefault();
        await Killer.OnStepAsync($"Slack {method} {moment} {KindOf(key as string ?? "")}", moment);
    }

    /// <summary>What is left of a message's key without the campaign, the person and the time.</summary>
    private static string KindOf(string key)
    {
        var parts = key.Split(':');
        return string.Join(':', parts.Skip(parts is [_, "u", ..] ? 3 : 1)).TrimEnd([.. "0123456789-:"]);
    }

    /// <summary>What must be so at every moment.</summary>
    private async Task CheckAsync(List<WorklistItem> items, string method, CallMoment moment)
    {
        if (moment == CallMoment.Received && method is "deleteToken" or "deleteGrant" or "patchGrant")
        {
            var isDecided = await Database.ScalarAsync<bool>(
                $"SELECT worklist_state = 'Released' AND worklist_decided_by = '{Lead}' FROM campaigns");
            Promise(isDecided && items.Exists(item => item is { State: RevocationState.Revoking, ApprovedBy: Lead }), $"{method}: decided");
        }
        if (moment == CallMoment.Received && method == "postGrant")
            Promise(items.Exists(item => item is { RestoreState: RestoreState.Requested, RestoreBy: Lead }), $"{method}: decided");
        foreach (var item in items.Where(item => item.State.IsProvenGone() && item.RestoreState == RestoreState.None))
            Promise(!IsThere(item.GrantId), $"{item.State}: it is not there");
    }

    private bool IsReported(string occasion) => Slack.AllMessages.Any(message => message.Key == $"{Key}:report:{occasion}");

    private void Promise(bool isKept, string what)
    {
        if (!isKept)
            broken[what] = true;
    }

    private bool IsThere(long grant) =>
        grant == grants["removed"] ? Google.Tokens.Any(token => token.ClientId == GoogleApp)
        : grant == grants["narrowed"] ? Graph.Grants.Any(each => each.ClientId == Principal(1) && each.Scope.Contains(Taken))
        : grant == grants["restored"] && Graph.Grants.Any(each => each.ClientId == Principal(2));

    /// <summary>A call that nothing was heard of counts as lost, and so does a message.</summary>
    private Task PassTimeAsync() => Database.ExecuteAsync("""
        UPDATE revocation_worklist SET next_at = now() - interval '1 hour'
        WHERE state = 'Revoking' OR restore_state = 'Requested' OR next_at < now();
        UPDATE slack_messages SET lease_until = now() WHERE state <> 'Sent' AND lease_until > now();
        """);

    private Task PassDayAsync(string grant) => Database.ExecuteAsync(
        $"UPDATE revocation_worklist SET next_at = now() - interval '1 hour' WHERE grant_id = {grants[grant]}");

    private async Task PostAsync(string path, string json)
    {
        HttpStatusCode? status = null;
        await Killer.WhenAsync(
            async () => (int)(status = await Host.TryPostAsync(path, json) ?? HttpStatusCode.ServiceUnavailable) < 500,
            $"POST {path} is answered");
        // What was carried out before its answer was lost is a conflict the second time.
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.Conflict, $"{path}: {status}");
    }

    private static async Task TryAnswerAsync(SimulatedPerson person, SimulatedButton button)
    {
        try
        {
            await person.PressAsync(button);
            if (person.OpenViews is [.., var view])
                await person.SubmitAsync(view, "");
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            // The host is down: the person presses again.
        }
    }

    private Task WhenItemAsync(string grant, Func<WorklistItem, bool> condition, string what) =>
        Killer.WhenAsync(async () => condition((await ItemsAsync()).Single(item => item.GrantId == grants[grant])), what);

    private Task WhenCampaignAsync(Func<Campaign, bool> condition, string what) => Killer.WhenAsync(
        async () => (await Database.ReadAsync(db => db.Campaigns)) is [var campaign] && condition(campaign), what);

    private Dictionary<string, string> Settings()
    {
        var settings = Google.Settings("Revocation").Concat(Graph.Settings("Revocation"))
            .ToDictionary(each => each.Key.Replace(":", "__", StringComparison.Ordinal), each => each.Value!, StringComparer.Ordinal);
        foreach (var (name, value) in Identity.Environment)
            settings[name] = value;
        foreach (var provider in (string[])["Google", "Entra"])
        {
            settings[$"Revocation__{provider}__TokenLifetime"] = "00:00:01";
            settings[$"Revocation__{provider}__ListingLag"] = "00:00:01";
        }
        settings["Revocation__Mode"] = nameof(RevocationMode.Approved);
        settings["Campaign__LeadEmail"] = Lead;
        settings["Campaign__CorrectionWindow"] = "00:00:01";
        settings["Campaign__Breaker__MaxShareOfGrants"] = "1";
        settings["Campaign__Breaker__MaxShareOfApp"] = "1";
        settings["Slack__RequestTimeout"] = "00:00:05";
        // What a kill left undone is found by the reconciler: every five minutes, and here at once.
        settings["ReconcileSchedule"] = "*/2 * * * * *";
        return settings;
    }

    private async Task FillAsync()
    {
        Slack.Add(new SimulatedChannel { Id = HostProcess.LeadChannel });
        Slack.Add(new SimulatedUser { Id = SlackId, RealName = "Person", Email = Email });
        Google.Add(new SimulatedGoogleUser(GoogleId, Email));
        foreach (var app in (string[])[GoogleApp, KeptApp])
            Google.Add(new SimulatedGoogleToken(Email, app, Scopes: GoogleScope));
        Graph.Add(SimulatedPrincipal.MicrosoftGraph);
        Graph.AddUser(Email, EntraId);
        foreach (var (number, scope) in (IEnumerable<(int, string)>)[(1, $"{Taken} {Left}"), (2, Restored)])
        {
            Graph.Add(new SimulatedPrincipal(Principal(number), Client(number), $"App {number}"));
            Graph.Add(new SimulatedPermissionGrant($"grant-{number}", Principal(number), EntraId, scope));
        }
        await AddAsync("removed", ProviderName.Google, GoogleId, GoogleApp, "grant-0", [GoogleScope]);
        await AddAsync("narrowed", ProviderName.Entra, EntraId, Client(1), "grant-1", [Taken, Left], Principal(1));
        await AddAsync("restored", ProviderName.Entra, EntraId, Client(2), "grant-2", Restored.Split(' '), Principal(2));
        await AddAsync("by hand", ProviderName.Okta, OktaId, "0oa1", "grant-3", ["okta.users.read"]);
        await Database.ExecuteAsync("UPDATE grants SET last_used_at = now() - interval '300 days'");
    }

    private async Task AddAsync(
        string grant, ProviderName provider, string userId, string appId, string id, string[] scopes, string? objectId = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var source = provider.ToString().ToLowerInvariant();
        var known = await Database.ReadAsync(db => db.Users.Where(each => each.Source == source));
        var user = known.SingleOrDefault() ?? TestData.User(userId, Email, provider, source, name: "Person", seen: now);
        var app = TestData.App(appId, $"App of {grant}", provider, objectId: objectId, seen: now);
        await Database.SaveAsync(known.Count > 0
            ? [app]
            : [app, user, new InventorySource { Name = source, Provider = provider, LastSucceededAt = now, ActiveGrants = 2 }]);
        var added = TestData.Grant(
            app, id, user.Id, userId, scopes, source: source, resource: objectId is null ? null : "Microsoft Graph",
            provider: provider, seen: now);
        await Database.SaveAsync(added);
        grants[grant] = added.Id;
    }

    private static string Principal(int number) => $"a0000000-0000-4000-8000-00000000000{number}";

    private static string Client(int number) => $"b0000000-0000-4000-8000-00000000000{number}";
}
