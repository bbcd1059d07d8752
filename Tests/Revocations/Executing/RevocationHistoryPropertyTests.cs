using FsCheck;
using FsCheck.Fluent;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Executing;

/// <summary>
/// Random histories of decisions, provider answers, re-reads, pauses, crashes and people who change things at the provider, against the
/// table of transitions and what the provider really has.
/// </summary>
public sealed class RevocationHistoryPropertyTests
{
    private const int Grants = 4;
    private const int Rounds = 12;

    /// <summary>So many of them are kept and lose one scope.</summary>
    private const int Narrowed = 2;

    private enum Deed
    {
        Pass,
        Mood,
        Pause,
        Resume,
        Again,
        Stand,
        Restore,
        ConsentAgain,
        RemoveByHand,
        Grow,
        SlowLists,
        LoseCredentials,
    }

    private sealed record Step(Deed Deed, int Grant, int Number);

    [Fact]
    public async Task Histories_OfAllKinds_RevokeNothingWithoutADecisionAndCloseNothingThatIsThere()
    {
        var database = await TestDatabase.CreateAsync();
        await using var scene = await ExecutionScene.StartAsync(Grants, database, "round-0", Narrowed);
        for (var round = 0; round < Rounds; round++)
        {
            if (round > 0)
                await scene.BeginAsync(Grants, $"round-{round}", Narrowed);
            var steps = Gen.Sample(Steps(), 20, new Rnd((ulong)(20261129 + round)), 20).First();
            await RunAsync(scene, steps);
        }
        await scene.AssertTransitionsAsync();
    }

    private static Gen<Step[]> Steps() =>
        (
            from deed in Gen.Frequency(
                (6, Gen.Constant(Deed.Pass)),
                (4, Gen.Constant(Deed.Mood)),
                (5, Gen.Elements(Enum.GetValues<Deed>()))
            )
            from grant in Gen.Choose(0, Grants - 1)
            from number in Gen.Choose(0, 99)
            select new Step(deed, grant, number)
        ).ArrayOf();

    private static async Task RunAsync(ExecutionScene scene, Step[] steps)
    {
        var isPaused = false;
        var byHand = new HashSet<string>(StringComparer.Ordinal);
        scene.Provider.OnRevoke = async id =>
        {
            Assert.False(isPaused, "Something was revoked although all revoking was paused.");
            var item = await scene.ItemAsync(scene.Grants[id]);
            Assert.Equal(RevocationState.Revoking, item.State);
            Assert.NotNull(item.ApprovedBy);
            Assert.NotNull(item.ApprovedAt);
        };
        foreach (var step in steps)
        {
            var (external, grant) = scene.Grants.ElementAt(step.Grant);
            switch (step.Deed)
            {
                case Deed.Pass:
                    await PassAsync(scene, TimeSpan.FromMinutes(step.Number * step.Number / 10));
                    break;
                case Deed.Mood:
                    scene.Provider.Mood = (ProviderMood)(step.Number % Enum.GetValues<ProviderMood>().Length);
                    await PassAsync(scene, TimeSpan.Zero);
                    break;
                case Deed.Pause:
                    await scene.Pauses.PauseAsync("lead@example.com", null, scene.Now, default);
                    isPaused = true;
                    break;
                case Deed.Resume:
                    await scene.Pauses.ResumeAsync("lead@example.com", scene.Now, default);
                    isPaused = false;
                    break;
                case Deed.Again or Deed.Stand or Deed.Restore:
                    await scene.DecideAsync(grant, Enum.Parse<ItemAct>(step.Deed.ToString()));
                    break;
                case Deed.ConsentAgain:
                    scene.Provider.Give(external);
                    byHand.Remove(external);
                    break;
                case Deed.RemoveByHand:
                    scene.Provider.Remove(external);
                    byHand.Add(external);
                    break;
                case Deed.Grow:
                    scene.Provider.Grown.Add(external);
                    break;
                case Deed.SlowLists:
                    scene.Provider.Lag = TimeSpan.FromMinutes(step.Number);
                    break;
                case Deed.LoseCredentials:
                    scene.Provider.IsConfigured = step.Number % 2 == 0;
                    break;
            }
        }
        await HealAsync(scene);
        // Nothing but a person's hand takes the rest of what is kept with less.
        foreach (var (external, _) in scene.Grants.Take(Narrowed).Where(grant => !byHand.Contains(grant.Key)))
            Assert.Contains(external, scene.Provider.HasRest);
    }

    /// <summary>What became absent or closed in this time was not listed by the provider then.</summary>
    private static async Task PassAsync(ExecutionScene scene, TimeSpan time)
    {
        var before = (await scene.ItemsAsync()).ToDictionary(item => item.GrantId);
        await scene.PassAsync(time);
        var after = await scene.ItemsAsync();
        Assert.Equal(Grants, after.Count);
        foreach (var item in after.Where(item => item.State.IsProvenGone() && before[item.GrantId].State != item.State))
        {
            var external = scene.Grants.Single(grant => grant.Value == item.GrantId).Key;
            Assert.False(scene.Provider.IsListed(external), $"{external} is {item.State} and the provider lists it.");
        }
    }

    /// <summary>When everything works again, each item ends where it says, or waits for a person.</summary>
    private static async Task HealAsync(ExecutionScene scene)
    {
        (scene.Provider.Mood, scene.Provider.Lag, scene.Provider.IsConfigured) = (ProviderMood.Fine, TimeSpan.Zero, true);
        await scene.Pauses.ResumeAsync("lead@example.com", scene.Now, default);
        scene.Provider.OnRevoke = null;
        await PassAsync(scene, TimeSpan.FromDays(4));
        foreach (var item in await scene.ItemsAsync())
        {
            var external = scene.Grants.Single(grant => grant.Value == item.GrantId).Key;
            Assert.False(
                item.State is RevocationState.Approved or RevocationState.Revoking or RevocationState.Accepted or RevocationState.Absent,
                $"{external} is still {item.State} although everything works.");
            Assert.False(item.State == RevocationState.Closed && scene.Provider.Has.Contains(external), $"{external} is there and closed.");
            Assert.False(item.State == RevocationState.Restored && !scene.Provider.Has.Contains(external), $"{external} is not restored.");
        }
    }
}
