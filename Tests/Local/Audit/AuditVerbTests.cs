using System.CommandLine;
using System.Text;
using System.Text.Json;
using OAuthAttest.Local.Audit;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.ScopeAudits;
using OAuthAttest.Tests.Aws.CloudTrail;
using OAuthAttest.Tests.ScopeAudits;
using Xunit;

namespace OAuthAttest.Tests.Local.Audit;

/// <summary>The verb, without a database and without a network.</summary>
public sealed class AuditVerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oauthattest-audit-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Audit_AllApproved_EndsWithZero()
    {
        Write("a.json", LogText.Wrapped(LogText.Record()));

        var (exit, said, _) = await RunAsync("--logs", Path.Combine(folder, "a.json"), "--approved", Approved());

        Assert.Equal(AuditVerb.Clean, exit);
        Assert.Contains("Changes: approved 1.\n", said, StringComparison.Ordinal);
        Assert.EndsWith("Clean, of what was read.\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_Deviation_EndsWithOneAndShowsWhoWhenWhereAndWhatToDo()
    {
        Write("a.json", LogText.Wrapped(LogText.Record()));

        var (exit, said, _) = await RunAsync("--logs", folder);

        Assert.Equal(AuditVerb.Deviations, exit);
        Assert.All(
            (string[])
            [
                "2026-11-03 08:12:44", "111122223333", "us-east-1", "AttachRolePolicy", "Reader", "role/Deploy", "nadia",
                "from 203.0.113.7", "with a second factor", "Deviation High", "There is no approved list: nothing is approved.",
                "Not clean.",
                "\n     aws iam detach-role-policy --role-name 'Reader' --policy-arn 'arn:aws:iam::aws:policy/AdministratorAccess'\n",
            ],
            text => Assert.Contains(text, said, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"Records":[""")]
    [InlineData("no JSON at all")]
    public async Task Audit_NotAllRead_EndsWithTwo(string text)
    {
        var (exit, said, _) = await RunAsync("--logs", Write("a.json", text));

        Assert.Equal(AuditVerb.Incomplete, exit);
        Assert.EndsWith("Inconclusive: not all was read, or there was nothing to read.\n", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Say one of --logs, --bucket, --lookup and --athena")]
    [InlineData("Say one of --logs, --bucket, --lookup and --athena", "--logs", ".", "--lookup")]
    [InlineData("Say one of --logs, --bucket, --lookup and --athena", "--bucket", "b", "--lookup")]
    [InlineData("Say one of --logs, --bucket, --lookup and --athena", "--lookup", "--athena")]
    [InlineData("--prefix is of a bucket", "--logs", ".", "--prefix", "AWSLogs/")]
    [InlineData("/no/such/folder is neither a folder nor a file", "--logs", "/no/such/folder")]
    [InlineData("/no/such/file.json cannot be read", "--logs", ".", "--approved", "/no/such/file.json")]
    [InlineData("/no/such/file.json cannot be read", "--logs", ".", "--registry", "/no/such/file.json")]
    [InlineData("--since soon is no day such as 2026-11-01", "--logs", ".", "--since", "soon")]
    [InlineData("--since is not before --until", "--logs", ".", "--since", "2026-11-02", "--until", "2026-11-02")]
    [InlineData("--mfa perhaps is none of yes, no, not-recorded", "--logs", ".", "--mfa", "perhaps")]
    [InlineData("--ip 10 is no address, and no network such as 10.0.0.0/8", "--logs", ".", "--ip", "10")]
    [InlineData("--failed and --succeeded leave nothing", "--logs", ".", "--failed", "--succeeded")]
    [InlineData("--event UpdateToken: No AWS operation of this name was found.", "--logs", ".", "--event", "UpdateToken")]
    [InlineData("--event AttachRolePolcy: no query looks for it.", "--logs", ".", "--event", "AttachRolePolcy")]
    [InlineData("Unrecognized command or argument '--log'", "--log", ".")]
    public async Task Audit_WrongInput_EndsWithTwoAndASentence(string told, params string[] arguments)
    {
        var (exit, _, wrong) = await RunAsync(arguments);

        Assert.Equal(AuditVerb.Incomplete, exit);
        Assert.Contains(told, wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--approved", """{"version":"1","entries":[{"id":"a"}]}""", "$.entries[0]: principal, access")]
    [InlineData("--registry", """{"version":"1","queries":[null]}""", "queries or quoted has a null")]
    public async Task Audit_WrongFile_EndsWithTwoAndNamesThePlace(string option, string text, string told)
    {
        var file = Write("wrong.txt", text);

        var (exit, _, wrong) = await RunAsync("--logs", folder, option, file);

        Assert.Equal(AuditVerb.Incomplete, exit);
        Assert.Contains(file, wrong, StringComparison.Ordinal);
        Assert.Contains(told, wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_OwnQueries_AreLookedFor()
    {
        Write("a.json", LogText.Wrapped(LogText.Record("e", "CreateThing", "thing.amazonaws.com")));
        var own = Write("own.txt", """
            {"version":"1","queries":[{"id":"ours","eventName":"CreateThing","eventSource":"thing.amazonaws.com","means":"A thing.",
            "kind":"scope","effect":"grants","severity":"low","remediation":[{"text":"Look."}],"source":"https://example.com"}]}
            """);

        Assert.Equal(AuditVerb.Incomplete, (await RunAsync("--logs", Write("b.json", ""))).Exit);
        Assert.Equal(AuditVerb.Deviations, (await RunAsync("--logs", Path.Combine(folder, "a.json"), "--registry", own)).Exit);
    }

    [Fact]
    public async Task Audit_QuotedName_IsExplained()
    {
        Write("a.json", LogText.Wrapped(LogText.Record("e", "AttachPolicy", "organizations.amazonaws.com", parameters: "{}")));

        var (_, said, _) = await RunAsync("--logs", folder, "--event", "AttachPolicy");

        Assert.StartsWith("AttachPolicy: This is AWS Organizations", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Json_HasEverything()
    {
        Write("a.json", LogText.Wrapped(LogText.Record("e-1"), LogText.Record("e-2", "PutRolePolicy", parameters: "null"), "7"));
        Write("d/CloudTrail-Digest/d.json", "");
        Write("x.txt", "");

        var (exit, document) = await JsonAsync(new AuditFilter { EventNames = ["AttachRolePolicy"] });

        Assert.Equal(AuditVerb.Deviations, exit);
        Assert.Equal(("deviations", false), (Text(document, "conclusion"), document.GetProperty("isComplete").GetBoolean()));
        Assert.Equal(1, Number(document, "withheld"));
        Assert.Equal(1, Number(document, "otherFilesNotRead"));
        var finding = Assert.Single(document.GetProperty("findings").EnumerateArray());
        var change = finding.GetProperty("change");
        Assert.Equal(("Deviation", "e-1"), (Text(finding.GetProperty("judgement"), "verdict"), Text(change, "eventId")));
        Assert.Equal(("Yes", LogText.Role), (Text(change.GetProperty("mfa"), "value"), Text(change.GetProperty("actor"), "principal")));
        Assert.Contains(finding.GetProperty("steps").EnumerateArray(), step => step.GetProperty("changes").GetBoolean());
        var certificate = document.GetProperty("certificate");
        Assert.Equal((1, 3), (Number(certificate, "files"), Number(certificate, "records")));
        Assert.Equal((2, 1), (Number(certificate, "matched"), Number(certificate, "malformed")));
        Assert.Equal(2, Number(certificate.GetProperty("spans")[0], "events"));
        Assert.Equal(0, Number(certificate.GetProperty("digests"), "files"));
        Assert.EndsWith("a.json, record 3 is no object", certificate.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        Assert.EndsWith("d.json is not valid JSON", certificate.GetProperty("errors")[1].GetString(), StringComparison.Ordinal);
        Assert.Equal(1, Number(certificate.GetProperty("byEventName"), "PutRolePolicy"));
        Assert.Equal(64, Text(certificate, "registryDigest").Length);
    }

    [Fact]
    public async Task Audit_HostileTexts_AreShownAndDoNothing()
    {
        const string hostile = "[red]x[/] [link=https://evil.example]y[/] \u001b[2J\u009b31m\u202e</script>";
        var parameters = $$"""{"roleName":{{LogText.Quoted(hostile)}},"policyArn":{{LogText.Quoted("p" + hostile)}}}""";
        var record = LogText.Record(hostile, region: hostile, account: hostile, parameters: parameters);
        Write("[bold].json", LogText.Wrapped(record, "\"[blink]\""));

        var (exit, said, _) = await RunAsync("--logs", folder);
        var (_, document) = await JsonAsync(new AuditFilter());

        Assert.Equal(AuditVerb.Deviations, exit);
        Assert.DoesNotContain(said, c => (char.IsControl(c) && c != '\n') || c is '\u202e');
        Assert.Contains("[red]x[/]", said, StringComparison.Ordinal);
        Assert.DoesNotContain("detach-role-policy", said, StringComparison.Ordinal);
        Assert.DoesNotContain(document.GetRawText(), c => char.IsControl(c) && c is not ('\n' or '\r'));
        Assert.DoesNotContain("</script>", document.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<(int Exit, JsonElement Document)> JsonAsync(AuditFilter filter)
    {
        using var output = new MemoryStream();
        var exit = await AuditVerb.RunAsync(Terminal.Nowhere.Screen, output, new AuditInput(folder, null, null, filter), default);
        return (exit, JsonDocument.Parse(output.ToArray()).RootElement);
    }

    /// <summary>With the console as it is for a file or a pipe.</summary>
    private static async Task<(int Exit, string Said, string Wrong)> RunAsync(params string[] arguments)
    {
        var (said, wrong) = (new StringWriter(), new StringWriter());
        var exit = await VerbRunner.RunAsync(new RootCommand { AuditVerb.Create() }, ["audit", .. arguments], said, wrong);
        return (exit, said.ToString().ReplaceLineEndings("\n"), wrong.ToString());
    }

    private string Approved() => Write("approved.txt", ApprovedScopesTests.File(ApprovedScopesTests.Entry("a")));

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
        return path;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
