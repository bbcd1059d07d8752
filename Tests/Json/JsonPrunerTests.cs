using System.Text;
using System.Text.Json.Nodes;
using OAuthAttest.Json;
using Xunit;

namespace OAuthAttest.Tests.Json;

public sealed class JsonPrunerTests
{
    private const int Most = 4096;

    private static readonly string[] Skipped = ["list", "text"];

    [Theory]
    [InlineData("""{"list":[1,[2,{"list":3}]],"kept":{"list":[7]},"text":"a \" b","last":1.50}""")]
    [InlineData("""{ "a" : 1 , "list" : { "x" : [ ] } , "b\u0031":"\ud83d\ude00 ü" }""")]
    [InlineData("""{"list":null,"text":12e3,"z":[{"text":"kept, for it is deeper"}]}""")]
    [InlineData("""{"l\u0069st":[1,2,3],"a":true}""")]
    [InlineData("""{}""")]
    [InlineData("""[{"list":[1]}]""")]
    [InlineData(""" "text" """)]
    public void Kept_OfAnyPieces_IsTheDocumentWithoutTheSkippedValues(string document)
    {
        var expected = JsonNode.Parse(document);
        if (expected is JsonObject root)
        {
            foreach (var name in Skipped.Where(root.ContainsKey))
                root[name] = null;
        }
        var bytes = Encoding.UTF8.GetBytes(document);

        for (var size = 1; size <= bytes.Length; size++)
        {
            var pruner = Pruned(bytes, size);

            Assert.Equal((false, false), (pruner.IsMalformed, pruner.IsTooLarge));
            Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(pruner.Kept.Span)), $"in pieces of {size}");
        }
    }

    [Theory]
    [InlineData("""{"list":[1,2}""")]
    [InlineData("""{"list":[1,2]""")]
    [InlineData("""{"list":[1,]}""")]
    [InlineData("""{"a":1}{"b":2}""")]
    [InlineData("")]
    [InlineData("not json")]
    public void Document_ThatIsNoJson_IsMalformedInAnyPieces(string document)
    {
        var bytes = Encoding.UTF8.GetBytes(document);

        for (var size = 1; size <= Math.Max(1, bytes.Length); size++)
            Assert.True(Pruned(bytes, size).IsMalformed, $"in pieces of {size}");
    }

    [Fact]
    public void Document_WhoseSkippedListIsLong_IsKeptSmall()
    {
        var list = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $$"""{"id":{{i}},"name":"repository-{{i}}"}"""));
        var pruner = Pruned(Encoding.UTF8.GetBytes($$"""{"a":1,"list":[{{list}}],"b":2}"""), 16 * 1024);

        Assert.Equal("""{"a":1,"list":null,"b":2}""", Encoding.UTF8.GetString(pruner.Kept.Span));
    }

    [Theory]
    [InlineData("""{"kept":[LONG]}""")]
    [InlineData("""{"kept":"LONG"}""")]
    [InlineData("""{"text":"LONG"}""")]
    public void Document_WithMoreToKeepThanAllowed_IsTooLargeAndNotHeld(string shape)
    {
        var pruner = Pruned(
            Encoding.UTF8.GetBytes(shape.Replace("LONG", string.Join(',', Enumerable.Repeat("1", 4 * Most)), StringComparison.Ordinal)),
            1024
        );

        Assert.True(pruner.IsTooLarge);
        Assert.InRange(pruner.Kept.Length, 0, Most + 1024);
    }

    private static JsonPruner Pruned(byte[] document, int pieces)
    {
        var pruner = new JsonPruner(Skipped, Most);
        foreach (var piece in document.Chunk(pieces))
            pruner.Append(piece);
        pruner.Complete();
        return pruner;
    }
}
