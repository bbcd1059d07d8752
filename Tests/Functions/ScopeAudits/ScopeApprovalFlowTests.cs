using System.Text.Json;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Aws.CloudTrail;
using OAuthAttest.Tests.ScopeAudits.Sources;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>A deviation is proposed for approval in Slack, and another person decides.</summary>
public sealed class ScopeApprovalFlowTests
{
    [Fact]
    public async Task Deviation_ProposedAndApprovedByASecondPerson_IsApprovedAtTheNextAudit()
    {
        await using var world = await ApprovalWorld.StartAsync();
        var before = (await world.Audits.RunsAsync())[^1];

        Assert.False((await world.ProposeAsync(day: "2026-12-24")).IsOpen);
        var shown = world.Proposal.ReadAloud();
        Assert.Null(await world.ApproveAsync(world.Ines));
        var decided = world.Proposal;
        await world.NextTickAsync();

        Assert.Contains("<@U0OMAR> proposes to approve", shown, StringComparison.Ordinal);
        Assert.Contains("`arn:aws:iam::111122223333:role/Deploy`, account 111122223333", shown, StringComparison.Ordinal);
        Assert.Contains("`arn:aws:iam::aws:policy/AdministratorAccess`", shown, StringComparison.Ordinal);
        Assert.Contains(ApprovalWorld.Why, shown, StringComparison.Ordinal);
        Assert.Contains("*Who stands for it:* Platform", shown, StringComparison.Ordinal);
        Assert.Contains("The record has nobody's address", shown, StringComparison.Ordinal);
        Assert.Empty(decided.Buttons());
        Assert.Contains("*Approved* by <@U0INES>", decided.ReadAloud(), StringComparison.Ordinal);
        var outcome = Assert.Single(world.Audits.Told, message => message.Thread == decided.Timestamp);
        Assert.Contains("<@U0OMAR>, of your proposal", outcome.ReadAloud(), StringComparison.Ordinal);

        var approval = await world.ApprovalAsync();
        Assert.Equal(
            (ScopeApprovalState.Approved, "ines@example.com", new DateTimeOffset(2026, 12, 25, 0, 0, 0, TimeSpan.Zero)),
            (approval.State, approval.DecidedByEmail, approval.Expires));
        Assert.NotNull(approval.ToldAt);
        var finding = await world.FindingAsync();
        Assert.Equal("Approved", finding.GetProperty("verdict").GetString());
        Assert.Equal($"covered by {await world.EntryAsync()} (approved in Slack)", finding.GetProperty("rule").GetString());
        var after = (await world.Audits.RunsAsync())[^1];
        Assert.Equal((AuditOutcome.Deviations, AuditOutcome.Clean), (before.Outcome, after.Outcome));
        Assert.Equal(("none", ""), JudgedBy(before));
        Assert.Equal(("none+1", 64), (JudgedBy(after).Version, JudgedBy(after).Digest.Length));
        Assert.Equal(["proposed", "approved"], await world.StepsAsync());
    }

    [Fact]
    public async Task Approval_CoversExactlyWhatWasShown_FromTheChangeOn()
    {
        await using var world = await ApprovalWorld.StartAsync();
        await world.ProposeAsync();
        await world.ApproveAsync(world.Ines);
        world.Audits.Attach(TimeSpan.FromMinutes(16), "AdministratorAccess");
        world.Audits.Attach(TimeSpan.FromMinutes(16), "AdministratorAccessPlus");
        world.Audits.Attach(TimeSpan.FromMinutes(50), "AdministratorAccess");
        var other = LogText.RoleSession.Replace("role/Deploy", "role/Other", StringComparison.Ordinal);
        world.Audits.Attach(TimeSpan.FromMinutes(16), "AdministratorAccess", identity: other);

        await world.NextTickAsync();

        var verdicts = await world.Flow.ReadAsync(db => db.ScopeChanges.OrderBy(change => change.Id).Select(change => change.Rule));
        Assert.Equal(2, verdicts.Count(rule => rule.StartsWith("covered by approval-", StringComparison.Ordinal)));
        Assert.Single(verdicts, rule => rule.Contains("begins", StringComparison.Ordinal));
        Assert.Equal(2, verdicts.Count(rule => rule.StartsWith("no entry covers", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ines", "ines", "You proposed it")]
    [InlineData("omar", "nadia", "you made this change")]
    [InlineData("nadia", "nadia", "You proposed it")]
    [InlineData("ines", "omar", "not one of those who may approve")]
    [InlineData("omar", "tom", "not one of those who may approve")]
    [InlineData("omar", "guest", "does not say who you are")]
    public async Task Decision_OfSomebodyWhoMayNot_IsRefused_AndIsEvidence(string proposer, string decider, string told)
    {
        await using var world = await ApprovalWorld.StartAsync();
        world.Flow.Slack.Add(new SimulatedUser
        {
            Id = FlowWorld.UserId("guest"),
            Email = "ines@example.com",
            RealName = "Not Ines",
            TeamId = "T0OTHER",
        });
        await world.ProposeAsync(world.Flow.Person(proposer));

        var approving = await world.ApproveAsync(world.Flow.Person(decider));
        var declining = await world.DeclineAsync(world.Flow.Person(decider));

        Assert.Contains(told, approving, StringComparison.Ordinal);
        Assert.Contains(told, declining, StringComparison.Ordinal);
        Assert.Equal(ScopeApprovalState.Proposed, (await world.ApprovalAsync()).State);
        Assert.Equal(2, world.Proposal.Buttons().Count);
        Assert.Equal(["proposed", "refused", "refused"], await world.StepsAsync());
        await world.NextTickAsync();
        Assert.Equal("Deviation", (await world.FindingAsync()).GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task ApproverWhoIsNamedByTheirSlackId_MayApprove()
    {
        await using var world = await ApprovalWorld.StartAsync();
        await world.ProposeAsync();

        Assert.Null(await world.ApproveAsync(world.Flow.Person("pia")));

        Assert.Equal("pia@example.com", (await world.ApprovalAsync()).DecidedByEmail);
    }

    [Fact]
    public async Task ChangeOfAPersonWhoseSessionIsTheirAddress_IsNotApprovedByThem()
    {
        await using var world = await ApprovalWorld.StartAsync(isFound: false);
        var identity = LogText.RoleSession.Replace("Deploy/nadia", "Deploy/Ines@Example.com", StringComparison.Ordinal);
        world.Audits.Attach(TimeSpan.FromMinutes(20), identity: identity);
        await world.Audits.TickAsync();
        await world.ProposeAsync();

        Assert.Contains("you made this change", await world.ApproveAsync(world.Ines), StringComparison.Ordinal);
        Assert.DoesNotContain("nobody's address", world.Proposal.ReadAloud(), StringComparison.Ordinal);
        Assert.Null(await world.ApproveAsync(world.Nadia));
    }

    [Fact]
    public async Task Clicks_ThatAreDeliveredTwice_HaveOneEffect()
    {
        await using var world = await ApprovalWorld.StartAsync();
        var twice = new InteractionOptions { Deliveries = 2 };

        Assert.False((await world.ProposeAsync(options: twice)).IsOpen);
        await world.ApproveAsync(world.Omar, twice);
        await world.ApproveAsync(world.Ines, twice);
        await world.NextTickAsync();

        Assert.Single(world.Proposals);
        Assert.Single(world.Audits.Told, message => message.Thread == world.Proposal.Timestamp);
        Assert.Equal(["proposed", "refused", "approved"], await world.StepsAsync());
    }

    [Fact]
    public async Task Proposal_ThatIsDeclined_StaysADeviation_AndCanBeProposedAgain()
    {
        await using var world = await ApprovalWorld.StartAsync();
        await world.ProposeAsync();
        var old = world.Proposal.Buttons();

        Assert.Null(await world.DeclineAsync(world.Ines));
        var late = await world.Nadia.PressAsync(old[0]);
        var tooLate = await world.Flow.Person("pia").PressAsync(old[0]);
        await world.NextTickAsync();

        Assert.Contains("*Declined* by <@U0INES>", world.Proposal.ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("decided before", world.Proposal.Ephemerals[^1], StringComparison.Ordinal);
        Assert.Equal("Deviation", (await world.FindingAsync()).GetProperty("verdict").GetString());
        Assert.Equal(["proposed", "declined", "refused", "refused"], await world.StepsAsync());
        Assert.True(late.Took < InteractionResult.Limit && tooLate.Took < InteractionResult.Limit);
        Assert.False((await world.ProposeAsync()).IsOpen);
        Assert.Equal(2, world.Proposals.Count);
    }

    [Fact]
    public async Task Proposal_ThatNobodyDecidesOn_LapsesAndIsTold_Once()
    {
        await using var world = await ApprovalWorld.StartAsync();
        await world.ProposeAsync();
        var buttons = world.Proposal.Buttons();

        await world.TickAfterAsync(TimeSpan.FromDays(6));
        Assert.Equal(ScopeApprovalState.Proposed, (await world.ApprovalAsync()).State);
        await world.TickAfterAsync(TimeSpan.FromDays(1.5));
        await world.NextTickAsync();
        await world.Ines.PressAsync(buttons[0]);

        Assert.Equal(ScopeApprovalState.Lapsed, (await world.ApprovalAsync()).State);
        Assert.Empty(world.Proposal.Buttons());
        Assert.Contains("nobody decided", world.Proposal.ReadAloud(), StringComparison.Ordinal);
        Assert.Single(world.Audits.Told, message => message.Thread == world.Proposal.Timestamp);
        Assert.Contains("Nobody decided in time", world.Proposal.Ephemerals[^1], StringComparison.Ordinal);
        Assert.Equal(["proposed", "lapsed", "refused"], await world.StepsAsync());
    }

    [Fact]
    public async Task Click_AfterTheProposalIsOver_ButBeforeTheTimer_DecidesNothing()
    {
        await using var world = await ApprovalWorld.StartAsync();
        await world.ProposeAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromDays(8));

        Assert.Contains("Nobody decided in time", await world.ApproveAsync(world.Ines), StringComparison.Ordinal);

        Assert.Equal(ScopeApprovalState.Lapsed, (await world.ApprovalAsync()).State);
        Assert.Empty(world.Proposal.Buttons());
        Assert.Equal(["proposed", "lapsed", "refused"], await world.StepsAsync());
    }

    [Fact]
    public async Task Approval_WhoseEndHasCome_MakesTheSameChangeADeviationAgain()
    {
        await using var world = await ApprovalWorld.StartAsync();
        await world.ProposeAsync(day: "2026-10-03");
        await world.ApproveAsync(world.Ines);

        await world.TickAfterAsync(TimeSpan.FromDays(4));
        world.Audits.Attach(TimeSpan.FromMinutes(16));
        await world.TickAfterAsync(TimeSpan.FromMinutes(5));

        var approval = await world.ApprovalAsync();
        Assert.Equal(ScopeApprovalState.Expired, approval.State);
        Assert.Equal(["proposed", "approved", "expired"], await world.StepsAsync());
        var again = (await world.Flow.ReadAsync(db => db.ScopeChanges.OrderBy(change => change.Id)))[^1];
        Assert.Equal(
            (OAuthAttest.ScopeAudits.Verdict.Expired, $"{await world.EntryAsync()} (approved in Slack) expired 2026-10-04 00:00 UTC"),
            (again.Verdict, again.Rule));
        Assert.NotNull(again.DeviatedAt);
    }

    [Theory]
    [InlineData("2026-09-30")]
    [InlineData("2027-10-02")]
    [InlineData("tomorrow")]
    [InlineData("9999-12-31")]
    public async Task Proposal_WithAnEndThatCannotBe_StaysOpenWithTheError(string day)
    {
        await using var world = await ApprovalWorld.StartAsync();

        var modal = await world.ProposeAsync(day: day);

        Assert.True(modal.IsOpen);
        Assert.Contains("2027-10-01 at the latest", modal.Errors[SlackActions.ScopeDayInput], StringComparison.Ordinal);
        Assert.Empty(world.Proposals);
    }

    [Fact]
    public async Task Proposal_WithoutAnotherEnd_HasTheDefault()
    {
        await using var world = await ApprovalWorld.StartAsync();

        await world.ProposeAsync();

        // Ninety days from the first of October, to the end of the day.
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero), (await world.ApprovalAsync()).Expires);
    }

    [Fact]
    public async Task Proposal_OfWhatIsProposedOrApprovedAlready_IsRefused()
    {
        await using var world = await ApprovalWorld.StartAsync();
        var deviation = world.Deviation;
        await world.ProposeAsync();

        var again = await ApprovalWorld.PressAsync(world.Nadia, deviation, SlackActions.ProposeScope);
        await world.ApproveAsync(world.Ines);
        var approved = await ApprovalWorld.PressAsync(world.Nadia, deviation, SlackActions.ProposeScope);

        Assert.Contains("proposed this already", again, StringComparison.Ordinal);
        Assert.Contains("covers this change by now", approved, StringComparison.Ordinal);
        Assert.Equal(["proposed", "refused", "approved", "refused"], await world.StepsAsync());
    }

    [Theory]
    [InlineData("<!channel> *all* <https://evil.example|click> `x` \u202E\u0000 &lt; '; DROP TABLE scope_approvals; --")]
    [InlineData("}}} {why} {0} $${*} \"quoted\" \\ \u2066 |||| ~~~~ :rotating_light:")]
    public async Task Proposal_WithHostileTexts_IsShownAsText_AndExportedWhole(string text)
    {
        await using var world = await ApprovalWorld.StartAsync();

        Assert.False((await world.ProposeAsync(why: text, owner: text[..40])).IsOpen);
        await world.ApproveAsync(world.Ines);

        var approval = await world.ApprovalAsync();
        Assert.DoesNotContain("<!channel>", world.Proposal.ReadAloud(), StringComparison.Ordinal);
        Assert.DoesNotContain("<https:", world.Proposal.ReadAloud(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', approval.Reason);
        Assert.DoesNotContain('\0', approval.Reason);
        var entry = Assert.Single((await world.Flow.GetJsonAsync("scope-approvals/file")).GetProperty("entries").EnumerateArray());
        Assert.Equal((approval.Reason, approval.Owner), (entry.GetProperty("reason").GetString(), entry.GetProperty("owner").GetString()));
    }

    [Fact]
    public async Task Proposal_WhileSlackIsOut_IsShownByTheTimer_Once()
    {
        await using var world = await ApprovalWorld.StartAsync();
        world.Flow.Slack.Faults.Next("chat.postMessage", SlackFault.ServerError);

        await world.ProposeAsync();
        Assert.Empty(world.Proposals);
        await world.NextTickAsync();
        await world.NextTickAsync();

        Assert.Single(world.Proposals);
        Assert.NotNull((await world.ApprovalAsync()).ShownAt);
    }

    [Fact]
    public async Task Deviation_WithoutApproversOfEitherKind_HasNoButton()
    {
        await using var world = await AuditFlowWorld.StartAsync(
            settings: new Dictionary<string, string?> { ["Remediation:Approvers"] = null });
        world.Attach(TimeSpan.FromHours(1));

        await world.TickAsync();

        Assert.All(world.Told, message => Assert.Empty(message.Buttons()));
    }

    [Fact]
    public async Task List_HasEachProposalWithItsState()
    {
        await using var world = await ApprovalWorld.StartAsync();
        await world.ProposeAsync();
        await world.DeclineAsync(world.Ines);
        await world.ProposeAsync();

        var all = (await world.Flow.GetJsonAsync("scope-approvals")).GetProperty("approvals").EnumerateArray().ToList();
        var declined = await world.Flow.GetJsonAsync("scope-approvals?state=declined&take=1");
        using var wrong = await world.Flow.GetAsync("scope-approvals?state=perhaps");

        Assert.Equal(["Declined", "Proposed"], all.Select(each => each.GetProperty("state").GetString()));
        Assert.Equal("ines@example.com", all[0].GetProperty("decidedBy").GetString());
        Assert.Equal("omar@example.com", all[1].GetProperty("proposedBy").GetString());
        Assert.Equal(LookupWorld.Account, all[1].GetProperty("account").GetString());
        Assert.Equal(all[0].GetProperty("id").GetInt64(), declined.GetProperty("nextAfter").GetInt64());
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    private static (string Version, string Digest) JudgedBy(AuditRun run)
    {
        using var certificate = JsonDocument.Parse(run.Certificate!);
        return (certificate.RootElement.GetProperty("approvedVersion").GetString()!,
            certificate.RootElement.GetProperty("approvedDigest").GetString()!);
    }
}
