using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Reaching;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class CampaignParticipantTests
{
    private static readonly DateTimeOffset Now = CampaignScene.Opened.AddDays(1);

    public static TheoryData<ParticipantState, ParticipantState> Moves()
    {
        var all = new TheoryData<ParticipantState, ParticipantState>();
        foreach (var from in Enum.GetValues<ParticipantState>())
        {
            foreach (var to in Enum.GetValues<ParticipantState>())
                all.Add(from, to);
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void MoveTo_AnyStateFromAnyOther_MovesOrFailsLoudly(ParticipantState from, ParticipantState to)
    {
        var person = Person(state: from);

        if (ParticipantTransitions.IsLegal(from, to))
        {
            person.MoveTo(to);
            Assert.Equal(to, person.State);
            return;
        }

        Assert.Throws<InvalidOperationException>(() => person.MoveTo(to));
        Assert.Equal(from, person.State);
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task Register_AnyMoveFromAnyState_KeepsToTheLegalOnes(ParticipantState from, ParticipantState to)
    {
        await using var scene = await CampaignScene.CreateAsync();
        var person = await scene.AddPersonAsync("jane", Answered, from);
        var register = new ParticipantRegister(scene.Database.Source);
        var who = new Respondent(scene.Campaign.Key, scene.Campaign.Id, person.Id, person.Key);

        await (to switch
        {
            ParticipantState.Asked => register.MarkAskedAsync(
                who, new FoundSlackAccount("U0JANE", "jane@example.com", []), shownRevision: 0, Now, CancellationToken.None),
            ParticipantState.Unreachable => register.MarkUnreachableAsync(
                who, "no account", [], from == ParticipantState.Asked, Now, CancellationToken.None),
            ParticipantState.Done => register.MarkDoneAsync(who, Now, Now, CancellationToken.None),
            _ => Task.CompletedTask,
        });

        // Only an answer that is taken back or void returns a participant who is done; sending never does. Whom Slack has an account for
        // now is moved by the look into the directory.
        var moves = ParticipantTransitions.IsLegal(from, to) && from != ParticipantState.Done
            && (from, to) is not (ParticipantState.Unreachable, ParticipantState.Waiting or ParticipantState.Asked);
        Assert.Equal(moves ? to : from, (await scene.ReadAsync(person)).State);

        static CampaignParticipant Answered(CampaignParticipant person) => new()
        {
            CampaignId = person.CampaignId,
            Key = person.Key,
            Shard = person.Shard,
            State = person.State,
            AnsweredAllAt = CampaignScene.Opened,
        };
    }

    [Fact]
    public void TakeAnswer_OfTheLastOpenGrant_RemembersWhen()
    {
        var person = Person(open: 2);

        person.TakeAnswer(Now);
        Assert.Equal((1, null), (person.OpenCount, person.AnsweredAllAt));
        person.TakeAnswer(Now.AddHours(1));

        Assert.Equal((0, Now.AddHours(1)), (person.OpenCount, person.AnsweredAllAt));
    }

    [Fact]
    public void TakeAnswer_WithNothingOpen_FailsLoudly() => Assert.Throws<InvalidOperationException>(() => Person(open: 0).TakeAnswer(Now));

    [Fact]
    public void Reopen_OfSomebodyDone_AsksAgain()
    {
        var person = Person(open: 0, state: ParticipantState.Done, answered: Now);

        person.Reopen();

        Assert.Equal((1, null, ParticipantState.Asked), (person.OpenCount, person.AnsweredAllAt, person.State));
    }

    [Fact]
    public void Reopen_WithEverythingOpen_FailsLoudly() => Assert.Throws<InvalidOperationException>(() => Person(open: 2).Reopen());

    [Theory]
    [InlineData(ParticipantState.Waiting)]
    [InlineData(ParticipantState.Unreachable)]
    public void Reopen_OfSomebodyNotDone_LeavesTheState(ParticipantState state)
    {
        var person = Person(open: 1, state: state);

        person.Reopen();

        Assert.Equal(state, person.State);
    }

    [Fact]
    public void TurnTo_APageBeforeTheFirst_FailsLoudly() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Person().TurnTo(0, 8, OpenedGroup.None));

    [Fact]
    public void TurnTo_APageWithoutCards_FailsLoudly() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Person().TurnTo(1, 0, OpenedGroup.None));

    private static CampaignParticipant Person(
        int open = 1,
        ParticipantState state = ParticipantState.Asked,
        DateTimeOffset? answered = null
    ) =>
        new()
        {
            CampaignId = 1,
            Key = "jane",
            Shard = 1,
            GrantCount = 2,
            OpenCount = open,
            State = state,
            AnsweredAllAt = answered,
        };
}
