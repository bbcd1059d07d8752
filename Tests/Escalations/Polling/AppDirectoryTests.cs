using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.Graph;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>
/// An app that a record names only by its service principal gets its name from Microsoft Graph, and no page waits for it.
/// </summary>
public sealed class AppDirectoryTests
{
    private const string ObjectId = "aaaaaaaa-1111-2222-3333-444455556666";

    [Fact]
    public async Task DecideAsync_GraphKnowsTheApp_OpensTheIncidentUnderItsClientIdAtOnce()
    {
        await using var world = await PollWorld.StartAsync();
        world.Graph.Add(new SimulatedPrincipal(ObjectId, PollWorld.AppId, "Mail Merge Pro"));
        var consent = await ConsentAsync(world);

        var decided = await DecideAsync(world, consent, world.Now);

        Assert.True(decided.OpensIncident);
        Assert.Null(decided.NotBefore);
        Assert.Equal(PollWorld.AppId, Assert.Single(await world.ReadAsync(db => db.Incidents)).ClientId);
        var stored = Assert.Single(await world.ConsentsAsync());
        Assert.Equal(
            (PollWorld.AppId, "Mail Merge Pro", false, 1),
            (stored.Facts.App.ClientId, stored.Facts.App.Name, stored.Facts.App.IsPublisherVerified, stored.Revision)
        );
        Assert.Contains(
            "\"appFromProvider\":true",
            Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == AuditKinds.EscalationDecided))).Data,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HttpFault.ServerError)]
    [InlineData(HttpFault.Throttled)]
    [InlineData(HttpFault.HtmlPage)]
    public async Task DecideAsync_GraphDoesNotTell_WaitsAsBeforeAndThenDecides(HttpFault? fault)
    {
        await using var world = await PollWorld.StartAsync();
        if (fault is { } kind)
        {
            world.Graph.Add(new SimulatedPrincipal(ObjectId, PollWorld.AppId, "Mail Merge Pro"));
            for (var attempt = 0; attempt < 4; attempt++)
                world.Graph.Faults.Next("servicePrincipals", kind);
        }
        var consent = await ConsentAsync(world);

        var deciding = DecideAsync(world, consent, world.Now);
        await WhenDoneAsync(world, deciding);
        var early = await deciding;
        Assert.Null(early.IncidentId);
        Assert.Equal(PollWorld.Start.AddSeconds(3), early.NotBefore);

        var calls = world.Graph.Calls.GetValueOrDefault("servicePrincipals");
        var decided = await DecideAsync(world, consent, early.NotBefore!.Value);
        Assert.True(decided.OpensIncident);
        Assert.Equal(calls, world.Graph.Calls.GetValueOrDefault("servicePrincipals"));
        Assert.Equal($"sp:{ObjectId}", Assert.Single(await world.ReadAsync(db => db.Incidents)).ClientId);
    }

    [Fact]
    public async Task DecideAsync_GraphDoesNotAnswer_IsNotWaitedForBeyondTheSecond()
    {
        await using var world = await PollWorld.StartAsync();
        world.Graph.Add(new SimulatedPrincipal(ObjectId, PollWorld.AppId, "Mail Merge Pro"));
        var (asked, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.Graph.OnCall = async (method, moment) =>
        {
            if (method != "servicePrincipals" || moment != CallMoment.Received)
                return;
            asked.TrySetResult();
            await released.Task;
        };
        var consent = await ConsentAsync(world);

        var deciding = DecideAsync(world, consent, world.Now);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull((await deciding.WaitAsync(TimeSpan.FromSeconds(30))).NotBefore);
        released.SetResult();
    }

    [Fact]
    public async Task DecideAsync_NobodyIsTold_GraphIsNotAsked()
    {
        await using var world = await PollWorld.StartAsync();

        var exit = await DecideAsync(world, await ConsentAsync(world, "User.Read"), world.Now);

        Assert.Equal(EscalationVerdict.Exit, exit.Verdict);
        Assert.Equal(0, world.Graph.Calls.GetValueOrDefault("servicePrincipals"));
    }

    [Fact]
    public async Task DecideAsync_NoCredentials_GraphIsNotAsked()
    {
        await using var world = await PollWorld.StartAsync(settings: new() { ["Polling:Entra:TenantId"] = null });

        Assert.NotNull((await DecideAsync(world, await ConsentAsync(world), world.Now)).NotBefore);
        Assert.Equal(0, world.Graph.Calls.GetValueOrDefault("servicePrincipals"));
    }

    // The retries wait on the clock that the test moves; the patience ends them.
    private static async Task WhenDoneAsync(PollWorld world, Task deciding)
    {
        await Until.TrueAsync(
            () =>
            {
                if (!deciding.IsCompleted && world.Graph.Calls.GetValueOrDefault("servicePrincipals") > 0)
                    world.Clock.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(deciding.IsCompleted);
            },
            "it is decided");
    }

    private static Task<ConsentEvaluation> DecideAsync(PollWorld world, AcceptedConsent consent, DateTimeOffset now) =>
        world.Service<ConsentEvaluator>().DecideAsync(consent.Id, now, CancellationToken.None);

    private static async Task<AcceptedConsent> ConsentAsync(PollWorld world, string scope = "Mail.ReadWrite") => Assert.Single(
        await world.Service<ConsentInbox>().AcceptAsync(
            [
                new ConsentEvent
                {
                    Source = ConsentSource.Entra,
                    EventKey = $"companion-{scope}",
                    Provider = ProviderName.Entra,
                    OccurredAt = world.Now,
                    Who = new ConsentingPerson("10000000-0000-4000-8000-000000000001", "person-1@example.com", null),
                    App = new ConsentedApp($"sp:{ObjectId}", null, ObjectId: ObjectId),
                    Scopes = [scope],
                    ConsentType = ConsentType.Principal,
                    Tenant = "contoso",
                },
            ],
            ConsentArrival.Push,
            world.Now,
            CancellationToken.None
        ));
}
