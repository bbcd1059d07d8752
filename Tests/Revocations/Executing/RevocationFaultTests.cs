using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Evidence;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Executing;

/// <summary>
/// Every way in which a call can go wrong, at every call that an item makes, and a process that ends between every two steps.
/// </summary>
public sealed class RevocationFaultTests
{
    public static TheoryData<int, string> Faults()
    {
        var all = new TheoryData<int, string>();
        // The calls of one item in order: read before, revoke, read after the lag, read when the tokens have expired.
        for (var call = 1; call <= 4; call++)
        {
            foreach (var mood in Enum.GetValues<ProviderMood>())
                all.Add(call, mood.ToString());
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Item_WhoseNthCallGoesWrong_IsClosedInTheEndOrAPersons(int call, string mood)
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        var (external, grant) = scene.Grants.Single();
        var wrong = Enum.Parse<ProviderMood>(mood);
        scene.Provider.FailAt(call, wrong);

        await scene.PassAsync(TimeSpan.FromDays(3));

        var item = await scene.ItemAsync(grant);
        // What refuses is a person's; a refusal of a later reading is asked again the next day.
        var isPersons = wrong == ProviderMood.Refuses && call <= 3;
        Assert.Equal(isPersons && call <= 2 ? RevocationState.Failed : RevocationState.Closed, item.State);
        Assert.Equal(item.State == RevocationState.Closed, !scene.Provider.Has.Contains(external));
        await scene.AssertTransitionsAsync();
    }

    [Fact]
    public async Task Provider_ThatGivesNoAnswerForADay_LeavesTheItemToAPerson_WhoMayHaveItTriedAgain()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        var (external, grant) = scene.Grants.Single();
        scene.Provider.Mood = ProviderMood.Fails;
        await scene.PassAsync(TimeSpan.FromHours(20));
        Assert.Equal(RevocationState.Approved, (await scene.ItemAsync(grant)).State);
        await scene.PassAsync(TimeSpan.FromHours(6));
        var item = await scene.ItemAsync(grant);
        Assert.Equal(RevocationState.Failed, item.State);
        Assert.Contains("HTTP 500", item.Problem, StringComparison.Ordinal);

        scene.Provider.Mood = ProviderMood.Fine;
        Assert.Equal(ItemOutcome.Done, (await scene.DecideAsync(grant, ItemAct.Again)).Outcome);
        await scene.PassAsync(TimeSpan.FromHours(3));

        item = await scene.ItemAsync(grant);
        Assert.Equal((RevocationState.Closed, 2), (item.State, item.Round));
        Assert.DoesNotContain(external, scene.Provider.Has);
    }

    [Fact]
    public async Task Provider_ThatStaysAway_IsReadAtMostEveryHalfHour()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        scene.Provider.Mood = ProviderMood.Fails;
        await scene.PassAsync(TimeSpan.FromHours(30));
        Assert.Equal(RevocationState.Failed, (await scene.ItemsAsync())[0].State);

        await scene.PassAsync(TimeSpan.FromDays(1));
        var before = scene.Turns;
        await scene.PassAsync(TimeSpan.FromDays(1));

        Assert.InRange(scene.Turns - before, 40, 60);
    }

    [Fact]
    public async Task Provider_ThatIsSlowToForget_IsReadAgainUntilItsListsShowTheRemoval()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        scene.Provider.Lag = TimeSpan.FromMinutes(50);
        await scene.PassAsync(TimeSpan.FromMinutes(40));
        Assert.Equal(RevocationState.Accepted, (await scene.ItemsAsync())[0].State);

        await scene.PassAsync(TimeSpan.FromHours(4));

        Assert.Equal(RevocationState.Closed, (await scene.ItemsAsync())[0].State);
    }

    [Fact]
    public async Task Provider_ThatAcceptsAndNeverRemoves_IsOrderedOnceMoreAndThenAPersons()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        scene.Provider.Mood = ProviderMood.Forgets;

        await scene.PassAsync(TimeSpan.FromDays(4));

        var item = (await scene.ItemsAsync())[0];
        Assert.Equal(RevocationState.Failed, item.State);
        Assert.Equal("the provider took the removal and still lists the grant", item.Problem);
        Assert.Equal(2, item.Attempts);
    }

    [Fact]
    public async Task List_ThatIsNotTheOneThatWasWritten_IsNotCarriedOut()
    {
        await using var scene = await ExecutionScene.StartAsync(2);
        await scene.World.ExecuteAsync(
            "UPDATE revocation_worklist SET reason = 'NotRecognised' WHERE grant_id = (SELECT min(grant_id) FROM revocation_worklist)");

        await scene.PassAsync(TimeSpan.FromDays(1));

        Assert.Equal(2, scene.Provider.Has.Count);
        Assert.All(await scene.ItemsAsync(), item => Assert.Equal(RevocationState.Rejected, item.State));
        Assert.Single(await scene.World.ReadAsync(db => db.AuditEvents.Where(e => e.Kind == AuditKinds.RevocationUnproven)));
    }

    [Theory]
    [InlineData(RevocationMode.Worklist)]
    [InlineData(RevocationMode.Approved)]
    public async Task Mode_ThatWasTakenBack_StopsWhatThePolicyAllowedBefore(RevocationMode mode)
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        scene.Provider.Mood = ProviderMood.Fails;
        await scene.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(RevocationState.Approved, (await scene.ItemsAsync())[0].State);

        scene.Options.Mode = mode;
        scene.Provider.Mood = ProviderMood.Fine;
        await scene.PassAsync(TimeSpan.FromDays(3));

        Assert.Single(scene.Provider.Has);
        Assert.Equal(RevocationState.Approved, (await scene.ItemsAsync())[0].State);
        scene.Options.Mode = RevocationMode.Automatic;
        await scene.PassAsync(TimeSpan.FromHours(3));
        Assert.Empty(scene.Provider.Has);
    }

    [Fact]
    public async Task Turns_AtTheSameTime_CallTheProviderOncePerItem()
    {
        await using var scene = await ExecutionScene.StartAsync(12);
        var calls = new System.Collections.Concurrent.ConcurrentBag<string>();
        // Each turn makes so many calls at the same time: none ends before that many are under way.
        var areUnderWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Provider.OnRevoke = id =>
        {
            calls.Add(id);
            if (calls.Count >= scene.Options.Entra.Concurrency)
                areUnderWay.TrySetResult();
            return areUnderWay.Task;
        };

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(scene.TurnAsync)));
        await scene.PassAsync(TimeSpan.FromHours(3));

        Assert.Equal(12, calls.Count);
        Assert.All(await scene.ItemsAsync(), item => Assert.Equal((RevocationState.Closed, 1), (item.State, item.Attempts)));
    }
}
