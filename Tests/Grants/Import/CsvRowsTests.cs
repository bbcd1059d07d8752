using System.Text;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

public sealed class CsvRowsTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "1:[a][b] 2:[1][2]")]
    [InlineData("a,b\r\n1,2\r\n", "1:[a][b] 2:[1][2]")]
    [InlineData("a,b\n1,2", "1:[a][b] 2:[1][2]")]
    [InlineData("a\n\n\nb\n", "1:[a] 4:[b]")]
    [InlineData("a,,\n", "1:[a][][]")]
    [InlineData("\"a,b\",\"c\"\"d\"\"\",\"\"\n", "1:[a,b][c\"d\"][]")]
    [InlineData("\"two\nlines\",x\nnext,y\n", "1:[two\nlines][x] 3:[next][y]")]
    [InlineData("\"two\r\nlines\"\r\nnext", "1:[two\r\nlines] 3:[next]")]
    [InlineData("a\"b,c\n", "1:[a\"b][c]")]
    [InlineData("\uFEFFa,b\n", "1:[a][b]")]
    [InlineData("😀,ä\n", "1:[😀][ä]")]
    [InlineData("", "")]
    [InlineData("\n", "")]
    public async Task ReadAsync_WellFormed_GivesValuesAndLines(string text, string expected)
    {
        foreach (var atMost in (int[])[1, 2, 3, 1000])
        {
            using var rows = new CsvRows(new TricklingStream(Encoding.UTF8.GetBytes(text), atMost), "file.csv", ',');
            var read = new List<string>();
            while (await rows.ReadAsync(CancellationToken.None))
                read.Add($"{rows.Line}:{string.Concat(Enumerable.Range(0, rows.Count).Select(column => $"[{rows.Text(column)}]"))}");

            Assert.Equal(expected, string.Join(' ', read));
        }
    }

    [Theory]
    [InlineData("a\nb\n\"open,c\nd\n", "file.csv line 3: a quoted value is never closed")]
    [InlineData("a\n\"b\"c\n", "file.csv line 2: something follows the closing quote of a value")]
    public async Task ReadAsync_NoCsv_SaysFromWhichLine(string text, string expected)
    {
        using var rows = new CsvRows(new MemoryStream(Encoding.UTF8.GetBytes(text)), "file.csv", ',');

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(async () =>
        {
            while (await rows.ReadAsync(CancellationToken.None))
            {
            }
        });

        Assert.Equal(expected, Assert.Single(refused.Errors).ToString());
    }

    [Fact]
    public async Task ReadAsync_RowLongerThanTheBuffer_IsWhole()
    {
        var longValue = new string('x', 700_000);
        using var rows = new CsvRows(new MemoryStream(Encoding.UTF8.GetBytes($"a,{longValue}\nb,c\n")), "file.csv", ',');

        Assert.True(await rows.ReadAsync(CancellationToken.None));
        Assert.Equal(longValue.Length, rows.Text(1).Length);
        Assert.True(await rows.ReadAsync(CancellationToken.None));
        Assert.Equal("b", rows.Text(0).ToString());
    }
}
