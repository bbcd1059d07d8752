using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Approving;
using OAuthAttest.Slack.Text;
using OAuthAttest.Tests.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Approving;

/// <summary>What is proposed is shown whole or cannot be proposed, inside Slack's limits.</summary>
public sealed class ScopeApprovalMessagesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);
    private static readonly ScopeApprovalMessages Messages = new(SlackTemplates.Load(null, MessageTexts.Catalog));

    [Fact]
    public void LargestProposal_InEveryState_IsAcceptedBySlack()
    {
        var change = Changes.Change() with
        {
            Actor = Changes.Actor(new string('p', 512)),
            Access = [.. Enumerable.Range(0, 10).Select(number => number + new string('a', 511))],
        };
        Assert.True(ScopeApprovalMessages.ShowsAllOf(change));
        var states = new List<Action<ScopeApproval>>
        {
            _ => { },
            each => each.Approve("U0INES", "ines@example.com", Now),
            each => each.Decline("U0INES", "ines@example.com", Now),
            each => each.Lapse(each.LapsesAt),
            each =>
            {
                each.Approve("U0INES", "ines@example.com", Now);
                each.Expire(each.Expires);
            },
        };

        foreach (var reach in states)
        {
            var proposal = Proposal(change);
            reach(proposal);
            var message = Messages.Proposal(new ShownProposal(proposal, change, new string('m', 500)));
            MessageSamples.AssertAccepted(message);
            Assert.All(change.Access, access => Assert.Contains($"`{access}`", MessageSamples.Read(message), StringComparison.Ordinal));
            if (proposal.State != ScopeApprovalState.Proposed)
                MessageSamples.AssertAccepted(Messages.OutcomeOf(new ShownProposal(proposal, change, "")));
        }
        var form = new ProposalForm(new ChangeButton(long.MaxValue), new DateOnly(2027, 1, 31), new DateOnly(2027, 11, 3), "C0X", "1.1");
        Assert.Empty(BlockKit.CheckView(MessageSamples.Wire(Messages.Modal(form, change, new string('m', 500)))).Errors);
    }

    [Theory]
    [InlineData("a`b")]
    [InlineData("a  b")]
    [InlineData("a\u200Bb")]
    [InlineData("a\u0301\u0301\u0301\u0301\u0301\u0301b")]
    public void TextThatSlackWouldShowDifferently_CannotBeProposed(string access) =>
        Assert.False(ScopeApprovalMessages.ShowsAllOf(Changes.Change() with { Access = ["read", access] }));

    [Fact]
    public void TextThatGrowsTooLongWhenItIsWritten_CannotBeProposed()
    {
        Assert.False(ScopeApprovalMessages.ShowsAllOf(Changes.Change() with { Access = [new string('<', 200)] }));
        Assert.False(ScopeApprovalMessages.ShowsAllOf(Changes.Change() with { Access = [.. Enumerable.Repeat("x", 11)] }));
        Assert.True(ScopeApprovalMessages.ShowsAllOf(Changes.Change() with { Access = ["<a> & *b* _c_ ~d~ :e: | {why}"] }));
    }

    [Fact]
    public void EndsOfManyEntries_WithTheLongestTexts_AreAcceptedBySlack()
    {
        var notices = Enumerable.Range(0, 300).Select(number => new ScopeExpiryNotice
        {
            Key = [],
            Batch = "b",
            Entry = new string('<', 900),
            Owner = new string('*', 900),
            Principal = new string('&', 900),
            Access = new string('`', 900),
            Days = 14,
            Expires = Now.AddDays(number % 14),
            ClaimedAt = Now,
        }).ToList();

        MessageSamples.AssertAccepted(Messages.EndsSoon(notices));
    }

    [Fact]
    public void EveryRefusal_HasItsText()
    {
        ScopeApprovalOutcome[] taken =
        [
            ScopeApprovalOutcome.Proposed, ScopeApprovalOutcome.Approved, ScopeApprovalOutcome.Declined, ScopeApprovalOutcome.Proposable,
            ScopeApprovalOutcome.Repeated,
        ];

        foreach (var outcome in Enum.GetValues<ScopeApprovalOutcome>())
            Assert.Equal(taken.Contains(outcome), Messages.Refusal(outcome, new DateOnly(2027, 11, 3)) is null);
    }

    [Fact]
    public void Proposal_MovesOnlyAsItMay()
    {
        var own = Proposal(Changes.Change());
        Assert.Throws<InvalidOperationException>(() => own.Approve("U0OMAR", "omar@example.com", Now));
        Assert.Throws<InvalidOperationException>(() => own.Approve("U0INES", "ines@example.com", own.LapsesAt));
        Assert.Throws<InvalidOperationException>(() => own.Lapse(own.LapsesAt.AddTicks(-1)));
        Assert.Throws<InvalidOperationException>(() => own.Expire(own.Expires));
        Assert.Throws<InvalidOperationException>(() => own.Entries(Changes.Change()).ToList());
        own.Decline("U0INES", "ines@example.com", Now);
        Assert.Throws<InvalidOperationException>(() => own.Approve("U0PIA", "pia@example.com", Now));
    }

    private static ScopeApproval Proposal(ScopeChange change) => new()
    {
        Id = 7,
        ChangeId = 3,
        Principal = change.Actor.Principal!,
        Account = change.Account!,
        Access = [.. change.Access],
        From = change.At,
        Expires = Now.AddDays(90),
        Owner = new string('&', 60),
        Reason = new string('<', 500),
        ProposedBy = "U0OMAR",
        ProposedByEmail = "omar@example.com",
        ProposedAt = Now,
        LapsesAt = Now.AddDays(7),
    };
}
