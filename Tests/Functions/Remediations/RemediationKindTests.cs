using System.Text.Json;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Infra;
using Xunit;

namespace OAuthAttest.Tests.Functions.Remediations;

/// <summary>Every kind: what it plans, what it does, what it leaves alone, and that its undo puts back what was there.</summary>
public sealed class RemediationKindTests
{
    private const string App = "arn:aws:sso::111122223333:application/ssoins-1234567890abcdef/apl-1234567890abcdef";
    private const string Managed = "arn:aws:iam::111122223333:policy/Team";
    private const string Iam = "iam.amazonaws.com";
    private const string Cognito = "cognito-idp.amazonaws.com";
    private const string Sso = "sso.amazonaws.com";
    private const string Region = "eu-west-1";
    private const string Inline = """{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"a & b <c>"}]}""";

    private const string ClientParameters = """
        {"userPoolId":"eu-west-1_Pool","clientId":"c1","allowedOAuthScopes":["openid","admin/all"],"allowedOAuthFlows":["code"]}
        """;

    /// <summary>One kind, with the record that it is offered for.</summary>
    /// <param name="Calls">That change something, of the act and of its undo.</param>
    /// <param name="IsThere">Whether what was changed is still there.</param>
    private sealed record Trial(
        (string Source, string Name, string Parameters, string Region, string More) Record,
        Action<SimulatedAccount> SetUp,
        string[] Calls,
        string[] Undo,
        Func<SimulatedAccount, bool> IsThere
    );

    private static readonly Dictionary<RemediationKind, Trial> Trials = new()
    {
        [RemediationKind.DetachPolicy] = new(
            (Iam, "AttachGroupPolicy", $$"""{"groupName":"Devs","policyArn":"{{Managed}}"}""", "us-east-1", ""),
            account => account.AddEntity(
                "group", "Devs", [.. Enumerable.Range(0, 120).Select(i => $"arn:aws:iam::aws:policy/P{i}"), Managed]),
            ["iam:DetachGroupPolicy"], ["iam:AttachGroupPolicy"],
            account => account.IsAttached("group", "Devs", Managed)),
        [RemediationKind.DeleteInlinePolicy] = new(
            (Iam, "PutUserPolicy", """{"userName":"eve","policyName":"all","policyDocument":"{}"}""", "us-east-1", ""),
            account =>
            {
                account.AddEntity("user", "eve");
                account.AddInline("user", "eve", "all", Inline);
            },
            ["iam:DeleteUserPolicy"], ["iam:PutUserPolicy"],
            account => account.Inline("user", "eve", "all") == Inline),
        [RemediationKind.DeactivateKey] = new(
            (Iam, "CreateAccessKey", """{"userName":"eve"}""", "us-east-1",
                ",\"responseElements\":{\"accessKey\":{\"userName\":\"eve\",\"accessKeyId\":\"AKIAEVE1\",\"status\":\"Active\"}}"),
            account =>
            {
                account.AddEntity("user", "eve");
                account.AddKey("eve", "AKIAEVE0");
                account.AddKey("eve", "AKIAEVE1");
            },
            ["iam:UpdateAccessKey"], ["iam:UpdateAccessKey"],
            account => account.IsActive("AKIAEVE1") && account.IsActive("AKIAEVE0")),
        [RemediationKind.RollBackPolicyVersion] = new(
            (Iam, "CreatePolicyVersion", $$"""{"policyArn":"{{Managed}}","policyDocument":"{}","setAsDefault":true}""", "us-east-1",
                ",\"responseElements\":{\"policyVersion\":{\"versionId\":\"v3\"}}"),
            account =>
            {
                account.AddVersion(Managed, """{"v":1}""");
                account.AddVersion(Managed, """{"v":2}""");
                account.AddVersion(Managed, """{"v":3}""");
            },
            ["iam:SetDefaultPolicyVersion", "iam:DeletePolicyVersion"], ["iam:CreatePolicyVersion"],
            account => account.InForce(Managed).Text == """{"v":3}"""),
        [RemediationKind.DenySessions] = new(
            (Iam, "UpdateAssumeRolePolicy", """{"roleName":"Reader","policyDocument":"{}"}""", "us-east-1", ""),
            account => account.AddEntity("role", "Reader"),
            ["iam:PutRolePolicy"], ["iam:DeleteRolePolicy"],
            account => account.Inline("role", "Reader", "OAuthAttestDenyOlderSessions-r1") is null),
        [RemediationKind.RollBackClientScopes] = new(
            (Cognito, "UpdateUserPoolClient", ClientParameters, Region, ""),
            account => account.AddClient("eu-west-1_Pool", "c1", """
                {"ClientName":"Shop","AllowedOAuthScopes":["openid","email","admin/all"],"AllowedOAuthFlows":["code"],
                "AllowedOAuthFlowsUserPoolClient":true,"CallbackURLs":["https://shop.example"],"RefreshTokenValidity":30}
                """),
            ["cognito-idp:UpdateUserPoolClient"], ["cognito-idp:UpdateUserPoolClient"],
            account => account.Client("eu-west-1_Pool", "c1").Contains("admin/all", StringComparison.Ordinal)),
        [RemediationKind.SignUserOut] = new(
            (Cognito, "AdminAddUserToGroup",
                """{"userPoolId":"eu-west-1_Pool","groupName":"admins","username":"HIDDEN_DUE_TO_SECURITY_REASONS"}""", Region,
                ",\"additionalEventData\":{\"sub\":\"3f2c0f6e\"}"),
            account => account.AddUser("eu-west-1_Pool", "3f2c0f6e"),
            ["cognito-idp:AdminUserGlobalSignOut"], [],
            account => account.TimesSignedOut("eu-west-1_Pool", "3f2c0f6e") == 0),
        [RemediationKind.RemoveApplicationScope] = new(
            (Sso, "PutApplicationAccessScope", $$"""{"applicationArn":"{{App}}","scope":"s3:admin"}""", Region, ""),
            account =>
            {
                account.AddApplication(App);
                account.AddScope(App, "a:read");
                account.AddScope(App, "s3:admin", "arn:aws:s3:::target");
            },
            ["sso:DeleteApplicationAccessScope"], ["sso:PutApplicationAccessScope"],
            account => account.HasScope(App, "s3:admin") && account.HasScope(App, "a:read")),
        [RemediationKind.RemoveApplicationGrant] = new(
            (Sso, "PutApplicationGrant", $$"""{"applicationArn":"{{App}}","grantType":"authorization_code"}""", Region, ""),
            account =>
            {
                account.AddApplication(App);
                account.AddGrant(App, "authorization_code", """{"AuthorizationCode":{"RedirectUris":["https://evil.example"]}}""");
            },
            ["sso:DeleteApplicationGrant"], ["sso:PutApplicationGrant"],
            account => account.HasGrant(App, "authorization_code")),
        [RemediationKind.RemoveApplicationAssignment] = new(
            (Sso, "CreateApplicationAssignment",
                $$"""{"applicationArn":"{{App}}","principalId":"f81d4fae","principalType":"USER"}""", Region, ""),
            account =>
            {
                account.AddApplication(App);
                account.Assign(App, "f81d4fae", "USER");
            },
            ["sso:DeleteApplicationAssignment"], ["sso:CreateApplicationAssignment"],
            account => account.IsAssigned(App, "f81d4fae", "USER")),
        [RemediationKind.StartRunbook] = new(
            (Iam, "AttachUserPolicy", $$"""{"userName":"eve","policyArn":"{{Managed}}"}""", "us-east-1", ""),
            account => account.AddContainment(),
            ["ssm:StartAutomationExecution"], ["ssm:StartAutomationExecution"],
            account => account.Runs.Count is 0 or 2),
    };

    public static TheoryData<RemediationKind> Kinds => [.. AwsPolicies.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Kind_Approved_DoesWhatItPlanned_AndItsUndoPutsItBack(RemediationKind kind)
    {
        var trial = Trials[kind];
        // The role may what the file of this kind allows, and nothing else.
        await using var world = await WorldAsync(trial, AwsPolicies.Of(kind));

        var planned = await world.PlanAsync(kind.ToString());
        Assert.True(planned.State == RemediationState.Waiting, $"{planned.State}: {planned.Problem}");
        Assert.Empty(world.Changed);
        Assert.Contains(trial.Calls[0], world.LastTold, StringComparison.Ordinal);

        var done = await world.ApproveAsync();
        Assert.True(done.State == RemediationState.Done, $"{done.State}: {done.Problem}");
        Assert.Equal(trial.Calls, world.Changed);
        Assert.False(trial.IsThere(world.Account));

        if (trial.Undo.Length == 0)
        {
            Assert.DoesNotContain(world.Audits.Told[^1].Buttons(), button => button.ActionId == SlackActions.UndoRemediation);
            return;
        }
        await world.PressAsync("bob", SlackActions.UndoRemediation);
        var undone = await world.LastAsync();
        Assert.True(undone.State == RemediationState.Undone, $"{undone.State}: {undone.Problem}");
        Assert.Equal([.. trial.Calls, .. trial.Undo], world.Changed);
        Assert.True(trial.IsThere(world.Account));
    }

    [Fact]
    public async Task ClientScopes_ThatAreTaken_LeaveEveryOtherSettingAsItWas()
    {
        await using var world = await WorldAsync(Trials[RemediationKind.RollBackClientScopes]);
        await world.PlanAsync("RollBackClientScopes");
        await world.ApproveAsync();

        using var client = JsonDocument.Parse(world.Account.Client("eu-west-1_Pool", "c1"));
        Assert.Equal(["email"], client.RootElement.GetProperty("AllowedOAuthScopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal(30, client.RootElement.GetProperty("RefreshTokenValidity").GetInt32());
        Assert.Equal("Shop", client.RootElement.GetProperty("ClientName").GetString());
        var row = await world.LastAsync();
        Assert.DoesNotContain("simulated-client-secret", row.Before + row.Plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PolicyVersion_WithoutAnOlderOne_CannotBeRolledBack()
    {
        var trial = Trials[RemediationKind.RollBackPolicyVersion];
        var only = trial with
        {
            Record = trial.Record with { More = ",\"responseElements\":{\"policyVersion\":{\"versionId\":\"v1\"}}" },
            SetUp = account => account.AddVersion(Managed, "{}"),
        };
        await using var world = await WorldAsync(only);

        var planned = await world.PlanAsync("RollBackPolicyVersion");

        Assert.Equal(RemediationState.NotNeeded, planned.State);
        Assert.Contains("no older version", world.LastTold, StringComparison.Ordinal);
    }

    private static async Task<RemediationWorld> WorldAsync(Trial trial, IReadOnlyCollection<string>? mayAct = null)
    {
        var world = await RemediationWorld.StartEmptyAsync(settings: RunbookTests.Settings, mayAct: mayAct);
        trial.SetUp(world.Account);
        var (source, name, parameters, region, more) = trial.Record;
        world.Audits.Log(source, name, parameters, region, more);
        await world.Audits.TickAsync();
        return world;
    }
}
