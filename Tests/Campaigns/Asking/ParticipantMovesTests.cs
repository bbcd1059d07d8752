using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Evidence;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Asking;

#pragma warning disable CA1001 // xunit disposes through IAsyncLifetime.
public sealed class ParticipantMovesTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private const int People = 30;

    private CampaignScene scene = null!;
    private readonly List<CampaignParticipant> people = [];
    private ParticipantMoves moves = null!;

    public async Task InitializeAsync()
    {
        scene = await CampaignScene.CreateAsync();
        foreach (var number in Enumerable.Range(0, People))
            people.Add(await scene.AddPersonAsync($"person{number}"));
        moves = new ParticipantMoves(scene.Database.Source);
    }

    public async Task DisposeAsync()
    {
        await moves.DisposeAsync();
        await scene.DisposeAsync();
    }

    [Fact]
    public async Task Commit_ManyAtOnceAndTwice_MovesEachOnceInFewerTransactionsThanPeople()
    {
        await Task.WhenAll(people.Concat(people).Select(person => moves.CommitAsync(Done(person), CancellationToken.None)));

        foreach (var person in people)
            Assert.Equal(ParticipantState.Done, (await scene.ReadAsync(person)).State);
        Assert.Equal(Enumerable.Repeat("participant.done", People), await scene.AuditKindsAsync());
        Assert.InRange(await TransactionsAsync(), 1, People / 2);
        var verdict = await new AuditVerification(scene.Database.Source).VerifyAsync(CancellationToken.None);
        Assert.True(verdict.IsIntact, verdict.Problem);
    }

    [Fact]
    public async Task Commit_OneThatCannotBeWritten_FailsAlone()
    {
        var broken = Done(people[7]) with { Change = "state = repeat('x', 100)" };

        var all = people.Select((person, index) => moves.CommitAsync(index == 7 ? broken : Done(person), CancellationToken.None)).ToList();

        await Assert.ThrowsAsync<PostgresException>(() => all[7]);
        await Task.WhenAll(all.Where((_, index) => index != 7));
        Assert.Equal(ParticipantState.Asked, (await scene.ReadAsync(people[7])).State);
        Assert.Equal(People - 1, (await scene.AuditKindsAsync()).Count);
    }

    [Fact]
    public async Task Dispose_WithMovesWaiting_CommitsThem_AndTakesNoMore()
    {
        var all = people.ConvertAll(person => moves.CommitAsync(Done(person), CancellationToken.None));

        await moves.DisposeAsync();

        await Task.WhenAll(all);
        Assert.Equal(People, (await scene.AuditKindsAsync()).Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => moves.CommitAsync(Done(people[0]), CancellationToken.None));
    }

    [Fact]
    public async Task Commit_FromAStateThatIsOver_WritesNothing()
    {
        await moves.CommitAsync(Done(people[0]) with { From = "state = 'Waiting'" }, CancellationToken.None);

        Assert.Equal(ParticipantState.Asked, (await scene.ReadAsync(people[0])).State);
        Assert.Empty(await scene.AuditKindsAsync());
    }

    private static ParticipantMove Done(CampaignParticipant person) =>
        new(
            person.Id,
            CampaignScene.Opened,
            "state = @state",
            "state = 'Asked'",
            [new("state", "Done")],
            new AuditEntry("participant.done", $"participant/{person.Key}", "system", new Dictionary<string, object?>())
        );

    private Task<long> TransactionsAsync() =>
        scene.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM campaign_participants");
}
