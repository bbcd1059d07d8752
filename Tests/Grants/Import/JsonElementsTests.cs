using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using OAuthAttest.Grants.Import.Json;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

public sealed class JsonElementsTests
{
    private static readonly JsonListShape Shape = new()
    {
        Lists = FrozenSet.Create("value"),
        NextPage = FrozenSet.Create("next"),
        ListKinds = FrozenSet.Create("list"),
    };

    [Theory]
    [InlineData("[]", "", 1, 0)]
    [InlineData("""[{"a":1},{"a":[{"b":2}]}]""", """0@1{"a":1} 1@1{"a":[{"b":2}]}""", 1, 0)]
    [InlineData("{\"x\":{\"value\":[1]},\"value\":[\n{\"a\":1},\n\n{\"a\":2}],\"y\":[3]}", """0@2{"a":1} 1@4{"a":2}""", 1, 0)]
    [InlineData("""{"next":"more","value":[{"a":1}]}{"value":[{"a":2}]}""", """0@1{"a":1} 1@1{"a":2}""", 2, 1)]
    [InlineData("""{"value":[{"a":1}],"next":"more"}""", """0@1{"a":1}""", 1, 1)]
    [InlineData("{\"a\":1}\n{\"a\":2}\n", """0@1{"a":1} 1@2{"a":2}""", 0, 0)]
    [InlineData("""{"kind":"list"}""", "", 1, 0)]
    [InlineData("""{"kind":"other"}""", """0@1{"kind":"other"}""", 0, 0)]
    [InlineData("\uFEFF[{\"ä\":\"😀\"}]", """0@1{"ä":"😀"}""", 1, 0)]
    public async Task ReadAsync_AnyShape_GivesElementsAndLines(string json, string expected, int pages, int withNext)
    {
        foreach (var atMost in (int[])[1, 2, 7, 1000])
        {
            var elements = new JsonElements(new TricklingStream(Encoding.UTF8.GetBytes(json), atMost), Shape);
            var read = new List<string>();
            while (await elements.ReadAsync(CancellationToken.None))
                read.Add($"{elements.Index}@{elements.Line}{Encoding.UTF8.GetString(elements.Element)}");

            Assert.Equal(expected, string.Join(' ', read));
            Assert.Equal((pages, withNext), (elements.Pages, elements.PagesWithNext));
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("  \n ", 0)]
    [InlineData("[{\"a\":1},\n{\"a\":", 1)]
    [InlineData("[{\"a\":1}\n", 1)]
    [InlineData("[\n1]", 1)]
    [InlineData("17", 0)]
    [InlineData("{\n\"error\":{\"code\":\"denied\"}}", 1)]
    [InlineData("{\"value\":[{}],\n\"error\":\"quota\"}", 1)]
    [InlineData("\n\n<html>", 2)]
    public async Task ReadAsync_NoSuchList_SaysFromWhichLine(string json, long line)
    {
        foreach (var atMost in (int[])[1, 1000])
        {
            var elements = new JsonElements(new TricklingStream(Encoding.UTF8.GetBytes(json), atMost), Shape);

            var wrong = await Assert.ThrowsAnyAsync<JsonException>(async () =>
            {
                while (await elements.ReadAsync(CancellationToken.None))
                {
                }
            });

            Assert.Equal(line, wrong.LineNumber);
        }
    }

    [Fact]
    public async Task ReadAsync_ElementLongerThanTheBuffer_IsWhole()
    {
        var longText = new string('x', 700_000);
        var elements = new JsonElements(new MemoryStream(Encoding.UTF8.GetBytes($"[{{\"a\":\"{longText}\"}},\n{{\"b\":1}}]")), Shape);

        Assert.True(await elements.ReadAsync(CancellationToken.None));
        Assert.Equal(longText.Length + 8, elements.Element.Length);
        Assert.True(await elements.ReadAsync(CancellationToken.None));
        Assert.Equal(2, elements.Line);
    }
}
