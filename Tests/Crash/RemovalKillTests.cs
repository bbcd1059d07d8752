using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Crash;

/// <summary>The host is killed at every step of a removal at its provider: before the provider has a call, and after it.</summary>
public sealed class RemovalKillTests
{
    private const string Key = "removal-kill-test";
    private const string Email = "person@crash.example";
    private const string Scope = "https://www.googleapis.com/auth/drive";

    /// <summary>Signing in, then the reads and the removal; each is a step before and a step after.</summary>
    private const int FewestKills = 12;

    private static readonly string[] Apps = ["listed.apps.googleusercontent.com", "kept.apps.googleusercontent.com"];

    [Fact]
    public async Task Removal_HostKilledAtEveryStep_IsDoneOnceAndProven()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SeedAsync(database);
        await using var slack = await SlackSimulator.StartAsync();
        slack.Add(new SimulatedChannel { Id = HostProcess.LeadChannel });
        slack.Add(new SimulatedUser { Id = "U00001", RealName = "Person", Email = Email });
        await using var google = await GoogleSimulator.StartAsync();
        google.Add(new SimulatedGoogleUser("100000000000000000001", Email));
        foreach (var app in Apps)
            google.Add(new SimulatedGoogleToken(Email, app, Scopes: Scope));
        using var host = new HostProcess(database.ConnectionString, slack, Settings(google));
        using var killer = new Killer(host, database);
        google.OnCall = killer.OnCallAsync;

        host.Start();
        await host.WhenHealthyAsync();
        await host.PostAsync("api/campaigns", $$"""{"key":"{{Key}}"}""");
        await Until.TrueAsync(() => slack.AllMessages.Any(IsQuestion), "the person was asked");
        await host.PostAsync($"api/campaigns/{Key}/close", "{}");
        await Until.TrueAsync(async () => await host.CampaignStateAsync(Key) == nameof(CampaignState.Closed), "the campaign is closed");
        await killer.GoOnUntilClosedAsync();

        Assert.True(killer.Kills >= FewestKills, $"killed at {killer.Kills} steps");
        Assert.Equal(Apps[1], Assert.Single(google.Tokens).ClientId);
        await using var db = database.Open();
        var kinds = await db.AuditEvents.Where(entry => entry.Subject.Contains("/worklist/")).OrderBy(entry => entry.Sequence)
            .Select(entry => entry.Kind).ToListAsync();
        Assert.Equal(AuditKinds.RevocationOrdered, kinds.First(kind => kind.StartsWith("revocation.", StringComparison.Ordinal)
            && kind != AuditKinds.RevocationReleased));
        Assert.Single(kinds, kind => kind == AuditKinds.RevocationAccepted);
        Assert.Single(kinds, kind => kind == AuditKinds.RevocationAbsent);
        Assert.Single(kinds, kind => kind == AuditKinds.RevocationClosed);
        Assert.Empty(google.Unexpected);
    }

    private static bool IsQuestion(SimulatedMessage message) => message.Key?.EndsWith(":request", StringComparison.Ordinal) == true;

    private static Dictionary<string, string> Settings(GoogleSimulator google)
    {
        var settings = google.Settings("Revocation")
            .ToDictionary(each => each.Key.Replace(":", "__", StringComparison.Ordinal), each => each.Value!, StringComparer.Ordinal);
        settings["Revocation__Mode"] = nameof(RevocationMode.Automatic);
        settings["Revocation__Google__TokenLifetime"] = "00:00:01";
        settings["Revocation__Google__ListingLag"] = "00:00:01";
        settings["Campaign__LeadEmail"] = "lead@crash.example";
        settings["Campaign__CorrectionWindow"] = "00:00:01";
        settings["Campaign__Breaker__MaxShareOfGrants"] = "1";
        settings["Campaign__Breaker__MaxShareOfApp"] = "1";
        return settings;
    }

    private static async Task SeedAsync(TestDatabase database)
    {
        var now = TimeProvider.System.GetUtcNow();
        var user = TestData.User("100000000000000000001", Email, ProviderName.Google, name: "Person", seen: now);
        var app = TestData.App(Apps[0], "Listed app", ProviderName.Google, seen: now);
        await database.SaveAsync(
            user, app, new InventorySource { Name = "google", Provider = ProviderName.Google, LastSucceededAt = now, ActiveGrants = 1 });
        await database.SaveAsync(
            TestData.Grant(app, "grant-1", user.Id, user.ExternalId, [Scope], provider: ProviderName.Google, seen: now));
    }

    /// <summary>Kills the host once at each step that it had not been killed at, and lets time pass for what it left.</summary>
    private sealed class Killer(HostProcess host, TestDatabase database) : IDisposable
    {
        /// <summary>What was paused and resumed goes on at once; one of the two may have been lost with the process.</summary>
        private static readonly TimeSpan BetweenKicks = TimeSpan.FromSeconds(3);

        private readonly ConcurrentDictionary<string, bool> steps = new(StringComparer.Ordinal);
        private readonly SemaphoreSlim gate = new(1);
        private volatile bool isDown;
        private int sinceStart;
        private long? kicked;

        public int Kills => steps.Count;

        public void Dispose() => gate.Dispose();

        public async Task OnCallAsync(string method, CallMoment moment)
        {
            await gate.WaitAsync();
            try
            {
                // A process that is gone makes no more steps; what of it was still under way reaches nobody.
                if (isDown)
                    return;
                sinceStart++;
                await using var db = database.Open();
                var state = await db.Worklist.Select(item => item.State).SingleAsync();
                if (!steps.TryAdd($"{state}, step {sinceStart}: {method}, {moment}", true))
                    return;
                await host.KillAsync();
                isDown = true;
            }
            finally
            {
                gate.Release();
            }
        }

        /// <summary>Starts the host again as often as it was killed, until the item is closed.</summary>
        public async Task GoOnUntilClosedAsync()
        {
            try
            {
                await Until.TrueAsync(GoOnAsync, "the item is closed", TimeSpan.FromMinutes(10));
            }
            catch (TimeoutException late)
            {
                Assert.Fail($"{late.Message}; killed at\n{string.Join('\n', steps.Keys)}\n{host.Log}");
            }
        }

        private async Task<bool> GoOnAsync()
        {
            if (isDown)
            {
                // So much time has passed that a call that nothing was heard of counts as lost.
                await database.ExecuteAsync("UPDATE revocation_worklist SET next_at = now() WHERE state = 'Revoking'");
                (isDown, sinceStart) = (false, 0);
                host.Start();
                kicked = null;
            }
            await using var db = database.Open();
            if (await db.Worklist.Select(item => item.State).SingleAsync() == RevocationState.Closed)
                return true;
            if (kicked is not { } last || Stopwatch.GetElapsedTime(last) > BetweenKicks)
            {
                await host.TryPostAsync("api/revocations/pause", "{}");
                if (await host.TryPostAsync("api/revocations/resume", "{}") is not null)
                    kicked = Stopwatch.GetTimestamp();
            }
            return false;
        }
    }
}
