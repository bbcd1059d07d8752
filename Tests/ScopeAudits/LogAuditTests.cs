using System.Globalization;
using System.Text;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>Whole folders of log files, against plain counting.</summary>
public sealed class LogAuditTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oauthattest-audit-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_FolderOfSeveralAccountsAndRegions_FindsEveryHiddenChange()
    {
        var approved = ApprovedScopesTests.List(
            ApprovedScopesTests.Entry("releases", access: "arn:aws:iam::aws:policy/ReadOnlyAccess", account: "11112222*"));
        var (written, expected) = WriteAccounts();

        var report = await RunAsync(approved);

        Assert.Equal(expected, report.Findings.CountBy(each => each.Judgement.Verdict).ToDictionary());
        Assert.Equal(expected.Values.Sum(), report.Findings.Count);
        Assert.Equal((written.Count, 24), (report.Certificate.Records, report.Certificate.Files));
        Assert.Equal(
            written.CountBy(each => $"{each.Account} {each.Region}").Select(each => $"{each.Key} {each.Value}").Order(),
            report.Certificate.Spans.Select(span => $"{span.Account} {span.Region} {span.Events}")
        );
        Assert.Equal(written.Min(each => each.At), report.Certificate.Spans.Min(span => span.First));
        Assert.Equal(written.Max(each => each.At), report.Certificate.Spans.Max(span => span.Last));
        Assert.Equal(
            written.Count(each => each.Name == "AttachRolePolicy"), report.Certificate.ByEventName.GetValueOrDefault("AttachRolePolicy"));
        Assert.Equal(report.Certificate.Matched, report.Certificate.Repeated + report.Findings.Count);
        Assert.True(report.Certificate.IsComplete && report.HasDeviations && !report.IsClean);
        Assert.Equal(report.Findings.OrderBy(each => each.Change.At), report.Findings);
    }

    [Fact]
    public async Task Run_TheSameFilesTwice_FindsNothingMore()
    {
        Write("a.json", LogText.Wrapped(LogText.Record("e-1"), LogText.Record("e-2")));
        Write("b.json", LogText.LookedUp(LogText.Record("e-2"), LogText.Record("e-1")));

        var report = await RunAsync();

        Assert.Equal((2, 4, 2), (report.Findings.Count, report.Certificate.Matched, report.Certificate.Repeated));
    }

    [Fact]
    public async Task Run_RecordBesideTheTrueOne_HidesNothing_AndIsNeverClean()
    {
        Write("0.json", LogText.Wrapped(LogText.Record("e-1", more: ",\"errorCode\":\"ValidationError\"")));
        Write("1.json", LogText.Wrapped(LogText.Record("e-1")));

        var report = await RunAsync();

        Assert.Equal(Verdict.Deviation, Assert.Single(report.Findings).Judgement.Verdict);
        Assert.Contains(report.Certificate.Errors, error => error.Contains("one of each is not CloudTrail's", StringComparison.Ordinal));
        Assert.False(report.Certificate.IsComplete);
    }

    [Fact]
    public async Task Run_TwoEventsOfOneId_FindsBoth()
    {
        Write("a.json", LogText.Wrapped(LogText.Record("e-1"), LogText.Record("e-1", "CreateAccessKey")));

        Assert.Equal(["AttachRolePolicy", "CreateAccessKey"], (await RunAsync()).Findings.Select(each => each.Change.EventName).Order());
    }

    [Fact]
    public async Task Run_AllApprovedAndAllRead_IsClean()
    {
        Write("a.json", LogText.Wrapped(LogText.Record("e-1"), LogText.Record("e-2", "GetUser")));

        var report = await RunAsync(ApprovedScopesTests.List(ApprovedScopesTests.Entry("a")));

        Assert.True(report.IsClean);
        Assert.Empty(Assert.Single(report.Findings).Steps);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("malformed")]
    [InlineData("no records")]
    public async Task Run_NotAllRead_IsNeverClean(string what)
    {
        var good = LogText.Wrapped(LogText.Record("e-1"));
        if (what != "nothing")
        {
            Write("a.json", what switch { "empty" => "", "cut" => good[..^1], "malformed" => $"{good}\nx", _ => """{"Records":[]}""" });
        }

        var report = await RunAsync(ApprovedScopesTests.List(ApprovedScopesTests.Entry("a")));

        Assert.False(report.IsClean);
        Assert.False(report.HasDeviations);
    }

    [Fact]
    public async Task Run_FileThatCannotBeRead_IsNamedAndTheOthersAreRead()
    {
        Write("a.json", LogText.Wrapped(LogText.Record("e-1")));
        Write("b\u001b[31m.json", "{\"Records\":[{]}");

        var report = await RunAsync();

        Assert.Single(report.Findings);
        var error = Assert.Single(report.Certificate.Errors);
        Assert.Contains("b[31m.json cannot be read behind record 0: is no JSON", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Filter_NarrowsAndTellsHowManyItKeptBack()
    {
        Write("a.json", LogText.Wrapped(LogText.Record("e-1"), LogText.Record("e-2", region: "eu-west-1"), LogText.Record("e-3")));

        var report = await RunAsync(filter: new AuditFilter { Regions = ["eu-west-1"] });

        Assert.Equal(("e-2", 2), (Assert.Single(report.Findings).Change.EventId, report.Withheld));
        Assert.True(report.Certificate.IsComplete);
    }

    public static TheoryData<AuditFilter, string> Absent => new()
    {
        { new AuditFilter { Accounts = ["111122223333", "999900001111"] }, "no record is of the account 999900001111" },
        { new AuditFilter { Regions = ["us-esat-1"] }, "no record is of the Region us-esat-1" },
        { new AuditFilter { Since = Changes.At.AddDays(1) }, "no record is of the time that was asked about" },
        { new AuditFilter { Until = Changes.At }, "no record is of the time that was asked about" },
    };

    [Theory]
    [MemberData(nameof(Absent))]
    public async Task Run_FilterForWhatIsNotThere_IsInconclusive(AuditFilter filter, string told)
    {
        Write("a.json", LogText.Wrapped(LogText.Record("e-1")));

        var report = await RunAsync(ApprovedScopesTests.List(ApprovedScopesTests.Entry("a")), filter);

        Assert.Equal((false, told), (report.IsClean, Assert.Single(report.Certificate.Errors)));
    }

    [Fact]
    public async Task Run_Stopped_EndsBetweenTwoRecords()
    {
        Write("a.json", LogText.Wrapped(LogText.Record("e-1")));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new RecordAudit(QueryRegistry.Embedded, ApprovedScopes.None, new AuditFilter()).RunAsync(
                [new LogFileSource(LogFolder.Open(folder), 2)], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Open_Folder_TakesLogsAndLeavesDigestsAndOthers()
    {
        const string prefix = "AWSLogs/111122223333/";
        Write($"{prefix}CloudTrail/us-east-1/2026/11/03/a.json.gz", "");
        Write($"{prefix}CloudTrail-Digest/us-east-1/2026/11/03/d.json.gz", "");
        Write(".hidden.JSON", "");
        Write("b.ndjson", "");
        Write("README.txt", "");

        var opened = LogFolder.Open(folder);

        Assert.Equal(
            [".hidden.JSON", $"{prefix}CloudTrail/us-east-1/2026/11/03/a.json.gz", "b.ndjson"],
            opened.Logs.Select(path => Path.GetRelativePath(folder, path)));
        Assert.Equal((1, 1), (opened.Digests.Count, opened.Others));
        Assert.Single(LogFolder.Open(Path.Combine(folder, "README.txt")).Logs);
        Assert.Throws<DirectoryNotFoundException>(() => LogFolder.Open(Path.Combine(folder, "nowhere")));
    }

    /// <summary>Three accounts with four Regions each, two files a Region, 200 records a file, changes at known places.</summary>
    private (List<Written> All, Dictionary<Verdict, int> Expected) WriteAccounts()
    {
        var all = new List<Written>();
        var expected = new Dictionary<Verdict, int>();
        string[] accounts = ["111122223333", "111122224444", "999900001111"];
        string[] regions = ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2"];
        foreach (var account in accounts)
        {
            foreach (var region in regions)
            {
                for (var file = 0; file < 2; file++)
                {
                    var records = Enumerable.Range(0, 200).Select(n => Hidden(account, region, file, n, all, expected)).ToList();
                    Write($"AWSLogs/{account}/CloudTrail/{region}/2026/11/03/{file}.json.gz", LogText.Wrapped(records));
                }
            }
        }
        return (all, expected);
    }

    private static string Hidden(
        string account, string region, int file, int number, List<Written> all, Dictionary<Verdict, int> expected)
    {
        var at = Changes.At.AddMinutes(all.Count % 977);
        var id = $"{account}-{region}-{file}-{number}";
        var time = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var (name, parameters, more, verdict) = (number % 50) switch
        {
            7 => ("AttachRolePolicy", LogText.AttachParameters, "", Verdict.Deviation),
            13 => ("AttachRolePolicy", """{"roleName":"R","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}""", "",
                account[0] == '1' ? Verdict.Approved : Verdict.Deviation),
            21 => ("AttachRolePolicy", "null", "", Verdict.Unknown),
            28 => ("CreateAccessKey", """{"userName":"u"}""", ",\"errorCode\":\"AccessDenied\"", Verdict.Denied),
            33 => ("CreateAccessKey", """{"userName":"u"}""", ",\"errorCode\":\"LimitExceededException\"", Verdict.Failed),
            // Another service's event of the same name, and one that only mentions a name.
            40 => ("AttachRolePolicy", "{}", ",\"x\":1", (Verdict?)null),
            41 => ("GetRole", "{\"eventName\":\"AttachRolePolicy\"}", "", null),
            _ => ("DescribeInstances", "{\"filterSet\":{}}", "", null),
        };
        if (verdict is { } known)
            expected[known] = expected.GetValueOrDefault(known) + 1;
        var source = number % 50 == 40 ? "other.amazonaws.com" : "iam.amazonaws.com";
        all.Add(new Written(account, region, number % 50 == 40 ? "" : name, at));
        return LogText.Record(id, name, source, time, account, region, parameters: parameters, more: more);
    }

    private Task<AuditReport> RunAsync(ApprovedScopes? approved = null, AuditFilter? filter = null) =>
        new RecordAudit(QueryRegistry.Embedded, approved ?? ApprovedScopes.None, filter ?? new AuditFilter()).RunAsync(
            [new LogFileSource(LogFolder.Open(folder), 2)], default);

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, name.EndsWith(".gz", StringComparison.Ordinal) ? LogText.Gzip(text) : Encoding.UTF8.GetBytes(text));
    }

    private sealed record Written(string Account, string Region, string Name, DateTimeOffset At);
}
