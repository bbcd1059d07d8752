using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Revocations;

public sealed class RevocationTransitionsTests
{
    /// <summary>The whole table, as docs/revocation.md has it: what is not here is not allowed.</summary>
    private static readonly Dictionary<RevocationState, RevocationState[]> Allowed = new()
    {
        [RevocationState.Queued] = [RevocationState.Held, RevocationState.Approved, RevocationState.Rejected],
        [RevocationState.Held] = [RevocationState.Approved, RevocationState.Rejected],
        [RevocationState.Approved] =
            [RevocationState.Revoking, RevocationState.ByHand, RevocationState.Rejected, RevocationState.Questioned],
        [RevocationState.Rejected] = [],
        [RevocationState.Revoking] =
            [RevocationState.Accepted, RevocationState.Approved, RevocationState.Questioned, RevocationState.Failed],
        [RevocationState.Accepted] = [RevocationState.Absent, RevocationState.Approved, RevocationState.Failed],
        [RevocationState.Absent] =
            [RevocationState.Closed, RevocationState.Reappeared, RevocationState.Restored, RevocationState.Failed],
        [RevocationState.Closed] = [RevocationState.Reappeared, RevocationState.Restored],
        [RevocationState.Failed] = [RevocationState.Approved, RevocationState.Rejected, RevocationState.Absent],
        [RevocationState.Reappeared] = [RevocationState.Reopened, RevocationState.Absent],
        [RevocationState.Reopened] = [RevocationState.Approved, RevocationState.Rejected, RevocationState.Absent],
        [RevocationState.Questioned] = [RevocationState.Approved, RevocationState.Rejected, RevocationState.Absent],
        [RevocationState.ByHand] = [RevocationState.Approved, RevocationState.Rejected, RevocationState.Absent],
        [RevocationState.Restored] = [],
    };

    [Fact]
    public void IsLegal_EveryPairOfStates_IsWhatTheTableSays()
    {
        foreach (var from in Enum.GetValues<RevocationState>())
        {
            foreach (var to in Enum.GetValues<RevocationState>())
                Assert.True(Allowed[from].Contains(to) == RevocationTransitions.IsLegal(from, to), $"{from} to {to}");
        }
    }

    [Fact]
    public void IsLegal_ToRevoking_OnlyFromApproved() =>
        Assert.Equal(
            [RevocationState.Approved],
            Enum.GetValues<RevocationState>().Where(from => RevocationTransitions.IsLegal(from, RevocationState.Revoking)));

    [Fact]
    public void IsLegal_ToClosed_OnlyFromAbsent() =>
        Assert.Equal(
            [RevocationState.Absent],
            Enum.GetValues<RevocationState>().Where(from => RevocationTransitions.IsLegal(from, RevocationState.Closed)));
}
