using System.Globalization;
using System.Text.Json.Nodes;
using OAuthAttest.Local.Simulators.Aws;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>
/// The sample log files of samples/scope-audit as CloudTrail's history: moved by whole days, so that they are of the day before, and with
/// their everyday calls repeated, as in accounts that are in use.
/// </summary>
internal sealed class SampleTrail : IDisposable
{
    /// <summary>The day of the sample files.</summary>
    private static readonly DateOnly Day = new(2026, 9, 29);

    private static readonly string Logs = Path.Combine(SampleFiles.Folder, "scope-audit", "logs");

    private const int Repetitions = 14;
    private const string Everyday = "PutMetricAlarm GetParameter Decrypt DescribeInstances AssumeRole ListUsers GetRole";

    private readonly JsonObject approved;

    private SampleTrail(JsonObject approved) => this.approved = approved;

    public static IReadOnlyList<string> Accounts { get; } = ["402117330081", "402117330082", "402117330083"];

    /// <summary>One that reads, and one that may carry out what the demo shows.</summary>
    public static IReadOnlyList<SimulatedRole> Roles(string account) =>
    [
        new SimulatedRole(ReadingRole(account)),
        new SimulatedRole(
            ActingRole(account), MayLookUp: false,
            May:
            [
                "iam:ListAttachedRolePolicies", "iam:DetachRolePolicy", "iam:AttachRolePolicy", "cognito-idp:DescribeUserPoolClient",
                "cognito-idp:UpdateUserPoolClient",
            ]),
    ];

    public static string ReadingRole(string account) => $"arn:aws:iam::{account}:role/OAuthAttestAudit";

    public static string ActingRole(string account) => $"arn:aws:iam::{account}:role/OAuthAttestAct";

    /// <summary>What the role Support got.</summary>
    public const string Administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

    /// <summary>The pool and the app client that got a scope.</summary>
    public const string Pool = "eu-west-1_N0rthw1nd";

    /// <inheritdoc cref="Pool"/>
    public const string Client = "4kportal7";

    public const string Regions = "us-east-1,eu-west-1";

    /// <summary>The approved list, whose dates are moved as the records are.</summary>
    public string ApprovedFile { get; } = Path.Combine(Path.GetTempPath(), $"oauthattest-approved-{Guid.NewGuid():N}.json");

    public static SampleTrail Load()
    {
        var list = File.ReadAllText(Path.Combine(SampleFiles.Folder, "scope-audit", "approved.json"));
        var trail = new SampleTrail((JsonObject)JsonNode.Parse(list)!);
        File.WriteAllText(trail.ApprovedFile, trail.approved.ToJsonString());
        return trail;
    }

    /// <summary>Fills the history, and the accounts with what the records say is there now.</summary>
    /// <returns>How many records there are.</returns>
    public int Fill(AwsSimulator aws, DateTimeOffset now)
    {
        var days = DateOnly.FromDateTime(now.UtcDateTime).DayNumber - 1 - Day.DayNumber;
        foreach (var entry in approved["entries"]!.AsArray())
            entry!["expires"] = Moved(entry["expires"]!.GetValue<string>(), days);
        File.WriteAllText(ApprovedFile, approved.ToJsonString());
        var count = 0;
        var everyday = Everyday.Split(' ');
        foreach (var file in Directory.GetFiles(Logs, "*.json", SearchOption.AllDirectories))
        {
            var name = Path.GetFileName(file).Split('_');
            var (account, region) = (name[0], name[2]);
            foreach (var record in JsonNode.Parse(File.ReadAllText(file))!["Records"]!.AsArray().OfType<JsonObject>())
            {
                var at = DateTimeOffset.Parse(record["eventTime"]!.GetValue<string>(), CultureInfo.InvariantCulture).AddDays(days);
                var id = record["eventID"]!.GetValue<string>();
                var times = everyday.Contains(record["eventName"]!.GetValue<string>()) ? Repetitions : 1;
                for (var i = 0; i < times; i++)
                {
                    record["eventTime"] = at.AddSeconds(-37 * i).UtcDateTime.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                    record["eventID"] = i == 0 ? id : $"{id[..^2]}{i:00}";
                    aws.Log(account, region, record.ToJsonString());
                    count++;
                }
            }
        }
        SetUp(aws);
        return count;
    }

    public void Dispose() => File.Delete(ApprovedFile);

    private static void SetUp(AwsSimulator aws)
    {
        var production = aws.Account(Accounts[0]);
        production.AddEntity("role", "Support", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", Administrator);
        production.AddClient(Pool, Client, """
            {"ClientName":"Map portal","AllowedOAuthScopes":["openid","email","maps/admin"],"AllowedOAuthFlows":["code"],
            "AllowedOAuthFlowsUserPoolClient":true,"CallbackURLs":["https://maps.northwind-maps.example/callback"],
            "SupportedIdentityProviders":["COGNITO"],"RefreshTokenValidity":30}
            """);
        var legacy = aws.Account(Accounts[2]);
        legacy.AddEntity("user", "ci-legacy");
        legacy.AddInline("user", "ci-legacy", "x", """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""");
    }

    private static string Moved(string day, int days) =>
        DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(days)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
