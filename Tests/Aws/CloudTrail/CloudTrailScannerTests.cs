using System.Text;
using System.Text.Json;
using OAuthAttest.Aws.CloudTrail;
using Xunit;
using static OAuthAttest.Tests.Aws.CloudTrail.LogText;

namespace OAuthAttest.Tests.Aws.CloudTrail;

/// <summary>The records of a stream, whatever is around them and however the bytes come.</summary>
public sealed class CloudTrailScannerTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly string[] Three = [Record("e-1"), Record("e-2", "GetUser"), Record("e-3", more: ",\"x\":[{\"y\":[1,2,{}]}]")];

    public static TheoryData<string, string> Shapes => new()
    {
        { "as S3 delivers it", Wrapped(Three) },
        { "with other members around", $$"""{"a":{"Records":1},"b":[1],"Records":[{{string.Join(',', Three)}}],"c":[{"eventID":"x"}]}""" },
        { "twice the list", $$"""{"Records":[{{Three[0]}}],"Records":[{{Three[1]}},{{Three[2]}}]}""" },
        { "a list", $"[{string.Join(',', Three)}]" },
        { "lines", string.Join('\n', Three) },
        { "lines that end as on Windows", string.Join("\r\n", Three) + "\r\n" },
        { "with no space between", string.Concat(Three) },
        { "lists on lines", string.Join('\n', Three.Select(record => Wrapped(record))) },
        { "with a byte order mark", "\uFEFF" + Wrapped(Three) },
        { "indented", JsonSerializer.Serialize(JsonDocument.Parse(Wrapped(Three)), Indented) },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void MoveNext_EveryShape_FindsTheRecordsAtEveryBorder(string shape, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var expected = Ids(bytes, bytes.Length, bytes.Length);

        Assert.True(expected is ["e-1", "e-2", "e-3"], $"{shape}: {string.Join(' ', expected)}");
        for (var border = 1; border < bytes.Length; border++)
            Assert.Equal(expected, Ids(bytes, border, bytes.Length));
        Assert.All([1, 2, 3, 7, 64, 1000], size => Assert.Equal(expected, Ids(bytes, size, size)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t ")]
    [InlineData("\uFEFF")]
    [InlineData("""{"Records":[]}""")]
    [InlineData("[]")]
    public void MoveNext_NothingThere_EndsAtOnce(string text) => Assert.Empty(Ids(Encoding.UTF8.GetBytes(text), 1, 1));

    [Theory]
    [InlineData("""{"Records":5}""", "5")]
    [InlineData("""{"Records":null}""", "null")]
    [InlineData("""{"Records":["a",[{"eventID":"e"}],7]}""", "\"a\" [{\"eventID\":\"e\"}] 7")]
    [InlineData("12 true", "12 true")]
    public void MoveNext_SomethingElseInTheirPlace_IsHandedOnAsItStands(string text, string expected)
    {
        using var scanner = new CloudTrailScanner(new TrickleStream(Encoding.UTF8.GetBytes(text), 1, 1));
        var found = new List<string>();
        while (scanner.MoveNext())
            found.Add(Encoding.UTF8.GetString(scanner.Record));

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Theory]
    [InlineData(",\"eventName\":\"Other\"", false)]
    [InlineData(",\"eventName\":5", false)]
    [InlineData(",\"event\\u004eame\":\"Other\"", false)]
    [InlineData(",\"other\":{\"eventName\":\"Other\",\"eventID\":7}", true)]
    public void IsPlain_WithMoreThanTheUsualMembers_TellsWhetherTheRecordMustBeRead(string more, bool isPlain)
    {
        using var scanner = new CloudTrailScanner(new MemoryStream(Encoding.UTF8.GetBytes(Record(more: more))));

        Assert.True(scanner.MoveNext());
        Assert.Equal(isPlain, scanner.IsPlain);
    }

    [Fact]
    public void MoveNext_RecordLargerThanTheBuffer_IsFoundInFewReads()
    {
        var large = Record("large", more: $",\"blob\":\"{new string('x', 3_000_000)}\"");
        var bytes = Encoding.UTF8.GetBytes(Wrapped(Record("e-1"), large, Record("e-3")));

        Assert.Equal(["e-1", "large", "e-3"], Ids(bytes, 4096, 4096));
    }

    [Fact]
    public void MoveNext_RecordBeyondTheLimit_IsRefused()
    {
        var bytes = Encoding.UTF8.GetBytes(Record(more: $",\"blob\":\"{new string('x', CloudTrailScanner.LargestRecord)}\""));
        using var scanner = new CloudTrailScanner(new MemoryStream(bytes));

        var refused = Assert.ThrowsAny<JsonException>(() => scanner.MoveNext());
        Assert.Equal("a record is longer than 16 MiB", refused.Message);
    }

    private static List<string> Ids(byte[] bytes, int first, int then)
    {
        using var scanner = new CloudTrailScanner(new TrickleStream(bytes, first, Math.Max(1, then)));
        var ids = new List<string>();
        while (scanner.MoveNext())
            ids.Add(JsonDocument.Parse(scanner.Record.ToArray()).RootElement.GetProperty("eventID").GetString()!);
        return ids;
    }
}
