using System.Text;
using OAuthAttest.Aws.CloudTrail;
using Xunit;
using static OAuthAttest.Tests.Aws.CloudTrail.LogText;

namespace OAuthAttest.Tests.Aws.CloudTrail;

/// <summary>One log file: what is found in it, and what is told of the rest.</summary>
public sealed class CloudTrailFileTests
{
    private static readonly EventNames Wanted = new(["AttachRolePolicy"]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_LogFile_HandsOnWhatIsWantedAndCountsAll(bool isPacked)
    {
        var text = Wrapped(Record("e-1"), Record("e-2", "GetUser", time: "2026-11-03T09:00:00Z"), Record("e-3", region: "eu-west-1"));

        var (reading, found) = Read(isPacked ? Gzip(text) : Encoding.UTF8.GetBytes(text));

        Assert.Equal(["e-1", "e-3"], found.Select(record => record.EventId));
        Assert.Equal((3, 0, null), (reading.Records, reading.Malformed, reading.Failure));
        Assert.Equal(
            ["111122223333 eu-west-1 1 08:12 08:12", "111122223333 us-east-1 2 08:12 09:00"],
            reading.Coverage.Spans.Select(span => $"{span.Account} {span.Region} {span.Events} {span.First:HH:mm} {span.Last:HH:mm}")
        );
    }

    [Fact]
    public void Read_AnswerOfLookupEvents_ReadsTheRecordsWithin()
    {
        var (reading, found) = Read(LookedUp(Record("e-1"), Record("e-2", "GetUser"), Record("e-3", more: ",\"t\":\"ä\\u0001\"")));

        Assert.Equal(["e-1", "e-3"], found.Select(record => record.EventId));
        Assert.Equal((3, 0, null), (reading.Records, reading.Malformed, reading.Failure));
    }

    [Fact]
    public void Read_EntriesOfLookupEventsOnLines_ReadsTheRecordsWithin()
    {
        var (_, found) = Read($"{LookedUpEntry(Record("e-1"))}\n{LookedUpEntry(Record("e-2"))}\n");

        Assert.Equal(["e-1", "e-2"], found.Select(record => record.EventId));
    }

    [Theory]
    [InlineData("""{"EventId":"e","EventName":"A","EventSource":"s","EventTime":1762157564.0}""", "has an eventTime that is no time")]
    [InlineData("""{"CloudTrailEvent":"{"}""", "is not valid JSON")]
    [InlineData("""{"CloudTrailEvent":"[]"}""", "is no object")]
    [InlineData("""{"CloudTrailEvent":"\ud800"}""", "has a text with half a surrogate pair")]
    [InlineData("""{"CloudTrailEvent":"{\"a\":\"\\ud800\"}"}""", "has a text with half a surrogate pair")]
    [InlineData("""{"a":1}""", "has no eventName")]
    [InlineData("{}", "has no eventName")]
    [InlineData("7", "is no object")]
    [InlineData("\"eventID\"", "is no object")]
    [InlineData("""{"eventID":"e","eventName":"GetUser","eventSource":"s"}""", "has no eventTime")]
    [InlineData("""{"eventID":"e","eventName":["GetUser"],"eventSource":"s","eventTime":"2026-11-03T08:12:44Z"}""", "has no eventName")]
    [InlineData("""{"eventID":"e","eventName":"GetUser","eventSource":"","eventTime":"2026-11-03T08:12:44Z"}""", "has no eventSource")]
    [InlineData("""{"eventID":"e","eventName":"A","eventSource":"s","eventTime":"2026-13-03"}""", "has an eventTime that is no time")]
    public void Read_NoRecord_IsToldAndCountedAndTheOthersAreRead(string wrong, string problem)
    {
        var (reading, found) = Read($"[{Record("e-1")},{wrong},{Record("e-3")}]");

        Assert.Equal(["e-1", "e-3"], found.Select(record => record.EventId));
        Assert.Equal((3, 1, null), (reading.Records, reading.Malformed, reading.Failure));
        Assert.Equal($"record 2 {problem}", Assert.Single(reading.Problems));
    }

    [Theory]
    [InlineData("{\"eventID\":")]
    [InlineData("{\"eventID\":\"e")]
    [InlineData("{\"eventID\":\"e\",")]
    [InlineData("{bad}")]
    [InlineData("}")]
    [InlineData("2026-11-03 08:12 started")]
    [InlineData("\0\0\0")]
    public void Read_LineThatIsNoJson_IsToldOnceAndTheNextOnesAreRead(string wrong)
    {
        foreach (var end in (string[])["\n", "\r\n"])
        {
            var (reading, found) = Read(string.Join(end, Record("e-1"), wrong, Record("e-3"), wrong, Record("e-5")));

            Assert.Equal(["e-1", "e-3", "e-5"], found.Select(record => record.EventId));
            Assert.Equal((5, 2, null), (reading.Records, reading.Malformed, reading.Failure));
            Assert.Equal(["record 2 is no JSON: ", "record 4 is no JSON: "], reading.Problems.Select(problem => problem[..21]));
        }
    }

    [Fact]
    public void Read_LastLineCut_IsToldOnce()
    {
        var (reading, found) = Read($"{Record("e-1")}\n{Record("e-2")[..300]}");

        Assert.Equal("e-1", Assert.Single(found).EventId);
        Assert.Equal((2, 1, null), (reading.Records, reading.Malformed, reading.Failure));
    }

    [Fact]
    public void Read_ListCutAnywhere_IsNeverComplete()
    {
        var bytes = Encoding.UTF8.GetBytes(Wrapped(Record("e-1"), Record("e-2")));

        for (var length = 1; length < bytes.Length; length++)
        {
            var (reading, found) = Read(bytes[..length]);
            Assert.True(reading.Failure is not null || reading.Malformed > 0, $"cut behind {length} bytes and not told");
            Assert.True(found.Count <= 2);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_PackedFileCutAnywhere_IsNeverComplete(bool isLines)
    {
        var records = Enumerable.Range(0, 40).Select(n => Record($"e-{n}")).ToList();
        var bytes = Gzip(isLines ? string.Join('\n', records) : Wrapped(records));

        for (var length = 2; length < bytes.Length; length++)
        {
            var (reading, _) = Read(bytes[..length]);
            Assert.True(reading.Failure is not null || reading.Malformed > 0, $"cut behind {length} of {bytes.Length} bytes and not told");
        }
    }

    [Fact]
    public void Read_MembersOfGzipOneAfterTheOther_AreOneFile()
    {
        var (reading, found) = Read([.. Gzip(Record("e-1") + "\n"), .. Gzip(Record("e-2") + "\n"), .. Gzip(Record("e-3"))]);

        Assert.Equal(["e-1", "e-2", "e-3"], found.Select(record => record.EventId));
        Assert.Null(reading.Failure);
    }

    [Fact]
    public void Read_SomethingElseBehindTheGzip_IsTold()
    {
        var (reading, found) = Read([.. Gzip(Record("e-1") + "\n"), .. Encoding.UTF8.GetBytes(Record("e-2"))]);

        Assert.Equal("e-1", Assert.Single(found).EventId);
        Assert.NotNull(reading.Failure);
    }

    [Fact]
    public void Read_DamagedGzip_IsTold()
    {
        var bytes = Gzip(Wrapped(Enumerable.Range(0, 40).Select(n => Record($"e-{n}"))));
        bytes[bytes.Length / 2] ^= 0x55;

        Assert.NotNull(Read(bytes).Reading.Failure);
    }

    [Fact]
    public void Read_TextsInOtherForms_AreReadLikeTexts()
    {
        var odd = Record("e-1", "Attach\\u0052olePolicy").Replace("\\\\u", "\\u", StringComparison.Ordinal);
        var number = Record("e-2").Replace("\"111122223333\",\"eventCategory", "111122223333,\"eventCategory", StringComparison.Ordinal);
        var capitals = Record("e-3").Replace("\"eventName\"", "\"EventName\"", StringComparison.Ordinal);
        var escaped = Record("e-4").Replace("\"eventName\"", "\"event\\u004eame\"", StringComparison.Ordinal);
        var boolean = Record("e-5").Replace("\"r-e-5\"", "true", StringComparison.Ordinal);
        var twice = Record("e-6", "GetUser", more: ",\"eventName\":\"AttachRolePolicy\"");

        var (reading, found) = Read(Wrapped(odd, number, capitals, escaped, boolean, twice));

        Assert.Equal(["e-1", "e-2", "e-3", "e-4", "e-5", "e-6"], found.Select(record => record.EventId));
        Assert.Equal(6, Assert.Single(reading.Coverage.Spans, span => span.Account == Account).Events);
        Assert.Equal(0, reading.Malformed);
    }

    [Fact]
    public void Read_RecordsWithoutAccountOrRegion_SayThatTheyDoNotSay()
    {
        var nowhere = Record("e-1", identity: "{}").Replace("\"recipientAccountId\"", "\"x\"", StringComparison.Ordinal)
            .Replace("\"awsRegion\"", "\"y\"", StringComparison.Ordinal);

        var (reading, found) = Read(nowhere);

        Assert.Equal(((string?)null, (string?)null), (Assert.Single(found).Account, found[0].Region));
        Assert.Equal(("", ""), (Assert.Single(reading.Coverage.Spans).Account, reading.Coverage.Spans.Single().Region));
    }

    [Theory]
    [InlineData("2026-11-03T08:12:44.5Z", 500)]
    [InlineData("2026-11-03 08:12:44", 0)]
    [InlineData("2026-11-03 08:12:44.250000000", 250)]
    [InlineData("2026-11-03T10:12:44.250000000+02:00", 250)]
    public void Read_TimeAsCollectorsWriteIt_IsRead(string time, int milliseconds)
    {
        var (_, found) = Read(Record(time: time));

        Assert.Equal(new DateTimeOffset(2026, 11, 3, 8, 12, 44, milliseconds, TimeSpan.Zero), Assert.Single(found).EventTime);
    }

    [Fact]
    public void Read_RecordsWithoutId_AreKnownByTheirContent()
    {
        var first = Record("").Replace("\"eventID\"", "\"x\"", StringComparison.Ordinal);
        var second = Record("", parameters: "{}").Replace("\"eventID\"", "\"x\"", StringComparison.Ordinal);

        var (reading, found) = Read(Wrapped(first, second, first));

        Assert.All(found, record => Assert.Matches("^sha256:[0-9a-f]{64}$", record.EventId));
        Assert.Equal((3, 2, 0), (found.Count, found.DistinctBy(record => record.EventId).Count(), reading.Malformed));
    }

    [Fact]
    public void Read_SomethingAroundTheRecordsWithEscapes_IsNotPassedOverInSilence()
    {
        Assert.NotNull(Read($$"""{"a":1,"Rec\u006frds":[],"Records":[{{Record()}}]}""").Reading.Failure);
        Assert.NotEqual(0, Read($$"""{"Rec\u006frds":[{{Record()}}]}""").Reading.Malformed);
        Assert.NotEqual(0, Read("""{"Rec\ud800":[]}""").Reading.Malformed);
    }

    [Fact]
    public void Read_RecordOfInsights_IsNoProblemAndNoCall()
    {
        const string insight = """
            {"eventTime":"2026-11-03T08:12:44Z","awsRegion":"us-east-1","eventID":"i","eventType":"AwsCloudTrailInsight",
            "recipientAccountId":"111122223333","insightDetails":{"eventName":"AttachRolePolicy"},"eventCategory":"Insight"}
            """;

        var (reading, found) = Read($"[{insight},{Record("e-2")}]");

        Assert.Equal("e-2", Assert.Single(found).EventId);
        Assert.Equal((2, 0), (reading.Records, reading.Malformed));
    }

    [Fact]
    public void Read_ManyProblems_ListsSomeAndCountsAll()
    {
        var (reading, _) = Read($"[{string.Join(',', Enumerable.Repeat("1", 1000))}]");

        Assert.Equal((1000, 1000, CloudTrailFile.MostListed), (reading.Records, reading.Malformed, reading.Problems.Count));
    }

    [Fact]
    public void Read_FileThatIsNotThere_IsTold() =>
        Assert.Equal("cannot be opened", CloudTrailFile.Read("/no/such/file.json", Wanted, _ => { }, default).Failure);

    private static (CloudTrailReading Reading, List<CloudTrailRecord> Found) Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static (CloudTrailReading Reading, List<CloudTrailRecord> Found) Read(byte[] bytes)
    {
        var found = new List<CloudTrailRecord>();
        return (CloudTrailFile.Read("log.json", new MemoryStream(bytes), Wanted, found.Add, default), found);
    }
}
