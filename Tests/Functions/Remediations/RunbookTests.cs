using System.Text.Json;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Infra;
using Xunit;

namespace OAuthAttest.Tests.Functions.Remediations;

/// <summary>A runbook of Systems Manager that contains whoever made the change.</summary>
public sealed class RunbookTests
{
    private const string Kind = nameof(RemediationKind.StartRunbook);
    private const string Start = "ssm:StartAutomationExecution";
    private const string Runbook = "AWSSupport-ContainIAMPrincipal";

    private const string Eve = """
        {"type":"IAMUser","principalId":"AIDAEVE","arn":"arn:aws:iam::111122223333:user/eve","accountId":"111122223333",
        "accessKeyId":"AKIAEVE1","userName":"eve"}
        """;

    private const string EveOfAnotherAccount = """
        {"type":"IAMUser","principalId":"AIDAEVE","arn":"arn:aws:iam::999999999999:user/eve","accountId":"999999999999",
        "accessKeyId":"AKIAEVE1","userName":"eve"}
        """;

    private const string FederatedByEve = """
        {"type":"FederatedUser","principalId":"111122223333:f","arn":"arn:aws:sts::111122223333:federated-user/f",
        "accountId":"111122223333","sessionContext":{"sessionIssuer":{"type":"IAMUser","principalId":"AIDAEVE",
        "arn":"arn:aws:iam::111122223333:user/eve","accountId":"111122223333","userName":"eve"}}}
        """;

    private static readonly string[] Methods =
        ["ssm:DescribeDocument", "ssm:DescribeAutomationExecutions", "ssm:GetAutomationExecution", Start];

    internal static Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["Remediation:Runbooks:0:Name"] = Runbook,
        ["Remediation:Runbooks:0:Parameters:BackupS3BucketName"] = "backups-{account}",
        ["Remediation:Runbooks:0:Undo:Action"] = "Restore",
        ["Remediation:Runbooks:0:Undo:BackupS3KeyName"] = "{backupKey}",
        ["Remediation:Runbooks:0:Undo:ActivateDisabledKeys"] = "true",
    };

    public static TheoryData<string> Calls => [.. Methods];

    [Fact]
    public async Task Containment_Approved_StopsTheUsersKeys_AndItsUndoGivesThemBackByTheBackup()
    {
        await using var world = await WorldAsync(Settings);
        world.Account.RunbookLooks = 3;

        await world.PlanAsync(Kind);
        Assert.Contains("The user eve: access keys are made inactive", world.LastTold, StringComparison.Ordinal);
        Assert.Contains("DISRUPTIVE", world.LastTold, StringComparison.Ordinal);
        Assert.Empty(world.Account.Runs);
        var started = await world.ApproveAsync();

        // It is at work: nothing is said to be done, and it is not started again.
        Assert.Equal(RemediationState.Approved, started.State);
        Assert.Contains("is at work", started.Problem, StringComparison.Ordinal);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(5));
        var run = Assert.Single(world.Account.Runs);
        Assert.Equal("backups-111122223333", run.Parameters["BackupS3BucketName"][0]);
        Assert.Equal(RemediationState.Done, (await world.LastAsync()).State);
        Assert.False(world.Account.IsActive("AKIAEVE1"));
        Assert.Contains("Systems Manager says that the runbook ended well", world.LastTold, StringComparison.Ordinal);

        await world.PressAsync("bob", SlackActions.UndoRemediation);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(RemediationState.Undone, (await world.LastAsync()).State);
        Assert.True(world.Account.IsActive("AKIAEVE1"));
        Assert.Equal($"2027/03/01/10/15/{run.Id}.json", world.Account.Runs[1].Parameters["BackupS3KeyName"][0]);
    }

    [Fact]
    public async Task Containment_IsConfirmedByTheRecordsAndTheExecution()
    {
        await using var world = await WorldAsync(Settings);
        await world.PlanAsync(Kind);
        await world.ApproveAsync();

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(40));
        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(40));

        var clean = await world.LastAsync();
        Assert.True(clean.State == RemediationState.Clean, $"{clean.State}: {clean.Problem}");
        Assert.StartsWith("The runbook's execution ended well, and scope-audit-", clean.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Eve, false)]
    [InlineData(EveOfAnotherAccount, true)]
    [InlineData(FederatedByEve, true)]
    public async Task Runbook_ThatTheSettingsDoNotName_OrForSomebodyOfAnotherKind_IsNotOffered(string identity, bool isSet)
    {
        await using var world = await WorldAsync(isSet ? Settings : [], identity);

        Assert.DoesNotContain(
            world.Audits.Told.SelectMany(message => message.Buttons()),
            button => button.Value.EndsWith($":{Kind}", StringComparison.Ordinal));
        var offered = await world.Flow.ReadAsync(db => db.ScopeChanges);
        Assert.Equal(isSet, offered.All(change => !change.Actions.Contains(Runbook, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Runbook_ThatFails_IsToldWithItsExecution_AndNotStartedAgain()
    {
        await using var world = await WorldAsync(Settings);
        world.Account.AddRunbook(Runbook, new SimulatedRunbook(
            "12", Parameters("PrincipalType", "PrincipalName", "Action", "DryRun", "BackupS3BucketName"),
            _ => throw new InvalidOperationException("The bucket is public.")));
        await world.PlanAsync(Kind);

        await world.ApproveAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(RemediationState.Failed, (await world.LastAsync()).State);
        Assert.Contains("ended as Failed: The bucket is public.", world.LastTold, StringComparison.Ordinal);
        Assert.Single(world.Account.Runs);
    }

    [Fact]
    public async Task Runbook_ThatWasChangedSinceThePlan_IsNotStarted()
    {
        await using var world = await WorldAsync(Settings);
        await world.PlanAsync(Kind);
        world.Account.AddRunbook(Runbook, new SimulatedRunbook(
            "13", Parameters("PrincipalType", "PrincipalName", "Action", "DryRun", "BackupS3BucketName"), _ => "done"));

        var outdated = await world.ApproveAsync();

        Assert.Equal(RemediationState.Outdated, outdated.State);
        Assert.Empty(world.Account.Runs);
    }

    [Theory]
    [InlineData("PrincipalType,PrincipalName,Action,DryRun", "has no parameter BackupS3BucketName")]
    [InlineData("PrincipalType,PrincipalName,Action,DryRun,BackupS3BucketName,Ticket", "needs the parameter Ticket")]
    public async Task Runbook_WithOtherParameters_IsNotPlanned(string parameters, string why)
    {
        await using var world = await WorldAsync(Settings);
        world.Account.AddRunbook(Runbook, new SimulatedRunbook("12", Parameters(parameters.Split(',')), _ => "done"));

        var planned = await world.PlanAsync(Kind);

        Assert.Equal(RemediationState.NotNeeded, planned.State);
        Assert.Contains(why, planned.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runbook_WithoutParametersToUndo_HasNoUndo()
    {
        var settings = Settings.Where(each => !each.Key.Contains(":Undo:", StringComparison.Ordinal)).ToDictionary();
        await using var world = await WorldAsync(settings);
        await world.PlanAsync(Kind);
        Assert.Contains("cannot be undone", world.LastTold, StringComparison.Ordinal);

        await world.ApproveAsync();

        Assert.DoesNotContain(world.Audits.Told[^1].Buttons(), button => button.ActionId == SlackActions.UndoRemediation);
    }

    [Fact]
    public async Task Runbook_AboutTheSamePrincipal_IsStartedOnce_AndAgainOnlyAfterItsUndo()
    {
        await using var world = await WorldAsync(Settings);
        world.Audits.Attach(TimeSpan.FromMinutes(50), "PowerUserAccess", identity: JsonElement.Parse(Eve).GetRawText());
        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.Audits.TickAsync();
        var buttons = world.Audits.Told.SelectMany(message => message.Buttons())
            .Where(button => button.Value.EndsWith($":{Kind}", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, buttons.Count);
        await world.PressAsync("carl", buttons[0]);
        await world.ApproveAsync();

        await world.PressAsync("carl", buttons[1]);

        Assert.Single(world.Account.Runs);
        Assert.Contains(
            world.Audits.Told.SelectMany(message => message.Ephemerals),
            answer => answer.Contains("was done and not undone: remediation 1", StringComparison.Ordinal));
        await world.PressAsync("bob", SlackActions.UndoRemediation);
        await world.PressAsync("carl", buttons[1]);
        Assert.Equal(RemediationState.Waiting, (await world.LastAsync()).State);
    }

    [Fact]
    public async Task Runbook_ThatIsAtWorkForDays_IsNoFailure_AndIsGivenUpInTheEnd()
    {
        await using var world = await WorldAsync(Settings);
        world.Account.RunbookLooks = int.MaxValue;
        await world.PlanAsync(Kind);
        await world.ApproveAsync();

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Equal(RemediationState.Approved, (await world.LastAsync()).State);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromDays(5));

        var row = await world.LastAsync();
        Assert.Equal(RemediationState.Failed, row.State);
        Assert.EndsWith("is InProgress. It is not looked at any more.", row.Problem, StringComparison.Ordinal);
        Assert.Single(world.Account.Runs);
    }

    [Fact]
    public async Task Runbook_WhoseSettingsSayDryRun_IsNotPlanned()
    {
        var settings = Settings;
        settings["Remediation:Runbooks:0:Parameters:DryRun"] = "true";
        await using var world = await WorldAsync(settings);

        var planned = await world.PlanAsync(Kind);

        Assert.Equal(RemediationState.NotNeeded, planned.State);
        Assert.Contains("it would change nothing", planned.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Role_ThatTheRunbookGets_HasToBePassed(bool mayPass)
    {
        var settings = Settings;
        settings["Remediation:Runbooks:0:Parameters:AutomationAssumeRole"] = "arn:{partition}:iam::{account}:role/Contain";
        var may = AwsPolicies.Of(RemediationKind.StartRunbook);
        await using var world = await WorldAsync(settings, mayAct: mayPass ? [.. may, "iam:PassRole"] : may);
        await world.PlanAsync(Kind);

        var ended = await world.ApproveAsync();

        Assert.Equal(mayPass ? RemediationState.Done : RemediationState.Failed, ended.State);
        Assert.All(
            world.Account.Runs,
            run => Assert.Equal("arn:aws:iam::111122223333:role/Contain", run.Parameters["AutomationAssumeRole"][0]));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_ThatGoesWrongOnceInAnyWay_StartsTheRunbookOnce(string method)
    {
        foreach (var (number, way) in RemediationFaultTests.Ways.Index())
        {
            await using var world = await WorldAsync(Settings);
            // AWS lists an execution some time after it was started, and what it says of a token that comes again is not documented.
            (world.Account.UnlistedExecutions, world.Account.TakesTokensOnce) = (1, number % 2 == 0);
            world.Aws.Faults.Next(method, way);
            await world.PlanAsync(Kind);
            await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(2));
            world.Aws.Faults.Next(method, way);
            await world.ApproveAsync();
            await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
            world.Account.UnlistedExecutions = 0;
            await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(10));

            var done = await world.LastAsync();
            Assert.True(done.State == RemediationState.Done, $"{method} {way}: {done.State}, {done.Problem}");
            Assert.Single(world.Account.Runs);
        }
    }

    private static Dictionary<string, string?> Parameters(params IEnumerable<string> names) =>
        names.ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);

    private static async Task<RemediationWorld> WorldAsync(
        IReadOnlyDictionary<string, string?> settings, string identity = Eve, IReadOnlyCollection<string>? mayAct = null)
    {
        var world = await RemediationWorld.StartEmptyAsync(settings: settings, mayAct: mayAct);
        world.Account.AddEntity("user", "eve");
        world.Account.AddKey("eve", "AKIAEVE1");
        world.Account.AddContainment();
        world.Audits.Attach(TimeSpan.FromHours(1), identity: JsonElement.Parse(identity).GetRawText());
        await world.Audits.TickAsync();
        return world;
    }
}
