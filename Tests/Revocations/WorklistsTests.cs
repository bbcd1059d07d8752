using System.Text;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Grants;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Revocations;

public sealed class WorklistsTests
{
    public static TheoryData<string?, string> Cells => new()
    {
        { null, "" },
        { "", "" },
        { "plain", "plain" },
        { "=1+1", "'=1+1" },
        { "+49 30", "'+49 30" },
        { "-1", "'-1" },
        { "@SUM(A1)", "'@SUM(A1)" },
        { "\t=1", "\"'\t=1\"" },
        { "\r=1", "\"'\r=1\"" },
        { "a,b", "\"a,b\"" },
        { "say \"hi\"", "\"say \"\"hi\"\"\"" },
        { "two\nlines", "\"two\nlines\"" },
        { " padded ", "\" padded \"" },
        { "=cmd|'/C calc'!A0,\"x\"", "\"'=cmd|'/C calc'!A0,\"\"x\"\"\"" },
        { "a=b", "a=b" },
        { "ünï 😀", "ünï 😀" },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void Cell_AnyText_IsQuotedAndNeverAFormula(string? value, string expected) => Assert.Equal(expected, WorklistCsv.Cell(value));

    [Fact]
    public async Task StreamCsvAsync_NastyNames_ReadsBackRowByRow()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (opened, names) = await CloseWithNastyNamesAsync(world);
        using var target = new MemoryStream();

        var found = await world.Worklists.StreamCsvAsync(opened.Key, target, default);

        Assert.True(found);
        Assert.True(target.CanWrite);
        var records = Records(Encoding.UTF8.GetString(target.ToArray()));
        var header = records[0];
        Assert.All(records, record => Assert.Equal(header.Count, record.Count));
        Assert.All(records.Skip(1), record =>
            Assert.Equal(("RemovedByOwner", "User.Read"), (record[header.IndexOf("reason")], record[header.IndexOf("scopes")]))
        );
        var apps = records.Skip(1).Select(record => record[header.IndexOf("app")]);
        Assert.Equal(names.Select(name => name[0] is '=' or '-' or '@' ? "'" + name : name), apps);
    }

    [Fact]
    public async Task PageAsync_SmallPages_GiveEveryRowOnceInTheOrderOfTheDigest()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (opened, names) = await CloseWithNastyNamesAsync(world);
        var read = new List<WorklistRow>();

        for (long? after = 0; after is { } from;)
        {
            var page = (await world.Worklists.PageAsync(opened.Key, from, 2, default))!;
            Assert.Matches("^[0-9a-f]{64}$", page.Digest!);
            read.AddRange(page.Rows);
            after = page.NextAfterGrantId;
        }

        Assert.Equal(names, read.Select(row => row.App));
        Assert.Equal(read.Select(row => row.GrantId).Order(), read.Select(row => row.GrantId));
        Assert.All(read, row => Assert.Equal("person@example.com", row.OwnerEmail));
    }

    [Fact]
    public async Task PageAsync_UnknownOrUnfinishedCampaign_IsNullOrEmpty()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var opened = await world.OpenAsync();
        using var target = new MemoryStream();

        var page = await world.Worklists.PageAsync(opened.Key, 0, 100, default);

        Assert.Equal(
            (WorklistState.None, 0, (long?)null, (string?)null),
            (page!.State, page.Rows.Count, page.NextAfterGrantId, page.Digest)
        );
        Assert.Null(await world.Worklists.PageAsync(CampaignKey.Parse("other"), 0, 100, default));
        Assert.False(await world.Worklists.StreamCsvAsync(CampaignKey.Parse("other"), target, default));
        Assert.Equal(0, target.Length);
    }

    private static async Task<(OpenedCampaign Opened, IReadOnlyList<string> Names)> CloseWithNastyNamesAsync(CampaignWorld world)
    {
        string[] names = ["=HYPERLINK(\"http://evil\")", "-2+3", "@cmd", "Two\r\nLines", "Comma, \"Quote\"", "Plain"];
        var user = await world.UserAsync("person@example.com");
        var grants = new List<long>();
        foreach (var name in names)
            grants.Add(await world.GrantAsync(await world.AppAsync(name), user, Risk.High));
        var opened = await world.OpenAsync();
        await world.AskEverybodyAsync(opened.CampaignId);
        foreach (var grant in grants)
            await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
        await world.CloseAsync(opened);
        return (opened, names);
    }

    /// <summary>A strict parser for RFC 4180.</summary>
    private static List<List<string>> Records(string text)
    {
        var (records, record, cell, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (quoted || text[i] is not (',' or '\r' or '\n'))
            {
                cell.Append(text[i]);
            }
            else if (text[i] is ',' or '\n')
            {
                record.Add(cell.ToString());
                cell.Clear();
                if (text[i] != '\n')
                    continue;
                records.Add(record);
                record = [];
            }
        }
        return records;
    }
}
