using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

/// <summary>Tables as people and their tools save them.</summary>
public sealed class CsvFormTests
{
    private const string Head = "user,client,scopes\n";
    private const string HeadWithTime = "user,client,scopes,since\n";
    private const string Row = Head + "ana@x.example,c1,read\n";

    [Theory]
    [InlineData("#TYPE System.Object\r\n\"user\",\"client\",\"scopes\"\r\n\"ana@x.example\",\"c1\",\"read\"\r\n")]
    [InlineData("sep=;\r\nuser;client;scopes\r\nana@x.example;c1;read\r\n")]
    [InlineData("\"sep=,\"\n" + Row)]
    [InlineData("user;client;scopes\nana@x.example;c1;read")]
    [InlineData("user\tclient\tscopes\nana@x.example\tc1\tread\n")]
    [InlineData("user|client|scopes\rana@x.example|c1|read\r")]
    [InlineData("user,client,scopes,,\nana@x.example,c1,read,,\n,,,,\n ,,,,\n")]
    [InlineData(Head + "ana@x.example,c1,read,,,\n")]
    [InlineData("user,client,scopes,,\nana@x.example,c1,read\n")]
    [InlineData("\uFEFF\"user\" , client,scopes \n\"ana@x.example\",c1,read\n")]
    public async Task ReadAsync_FormsOfTheUsualTools_GiveTheSameGrant(string text)
    {
        // A space before a comma after a quote is no CSV, only the reader's own.
        var read = await ReadAsync(text.Replace("\"user\" ,", "\"user\",", StringComparison.Ordinal));

        Assert.Empty(read.Errors);
        var grant = Assert.Single(read.Grants);
        Assert.Equal(("ana@x.example", "c1", "read"), (grant.PrincipalId, grant.ClientId, Assert.Single(grant.Scopes)));
    }

    [Theory]
    [InlineData(Head + "ana@x.example,c1\n", "line 2: the row has 2 values, but the header has 3: was the file cut")]
    [InlineData(Head + "ana@x.example,c1,read,x\n", "line 2: the row has 4 values, but the header has 3: was the file cut")]
    [InlineData(Head + "ana@x.example,,read\n", "line 2, client: is empty: a grant must name its app; fill it in, or say")]
    [InlineData(Head + "ana@x.example,c1,System.Object[]\n", "line 2, scopes: 'System.Object[]' is no list of scopes: PowerShell")]
    [InlineData(Head + "ana@x.example,c1,{NULL}\n", "line 2, scopes: holds NULL in place of a scope's name: leave")]
    [InlineData(Head + "ana@x.example,c1,\"{\"\"read\"\":true}\"\n", "line 2, scopes: '{\"read\":true}' is neither a list")]
    [InlineData(Head + "ana@x.example,c1,\"['read','write']\"\n", "line 2, scopes: '['read','write']' begins like a JSON list")]
    [InlineData(Head + "ana@x.example,c1,\"[7]\"\n", "line 2, scopes: is a JSON list, but '7' in it is no text: list")]
    [InlineData(Head + "ana@x.example,c1,\"read \"\"write\"\n", "line 2, scopes: '\"write' is no name of a scope: write")]
    [InlineData(HeadWithTime + "ana@x.example,c1,read,1/2/2025\n", "line 2, since: '1/2/2025' is no time; expected ISO 8601")]
    [InlineData(HeadWithTime + "ana@x.example,c1,read,45717.5\n", "line 2, since: '45717.5' is no time; expected ISO 8601")]
    public async Task ReadAsync_WhatCannotBeRead_SaysWhereAndWhatToDo(string text, string expected)
    {
        var error = Assert.Single((await ReadAsync(text)).Errors);

        Assert.StartsWith($"list.csv {expected}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"[\"\"read\"\",\"\"write\"\"]\"")]
    [InlineData("\"{read,write}\"")]
    [InlineData("\"{\"\"write\"\",read}\"")]
    [InlineData("\"\"\"write read\"\"\"")]
    [InlineData("\"read, write\"")]
    [InlineData("read;write;")]
    [InlineData("\"read\r\nwrite\"")]
    [InlineData("\"read\twrite\"")]
    public async Task ReadAsync_AnyListOfScopes_GivesTheirNames(string scopes)
    {
        var read = await ReadAsync($"user,client,scopes\nana@x.example,c1,{scopes}\n");

        Assert.Empty(read.Errors);
        Assert.Equal(["read", "write"], Assert.Single(read.Grants).Scopes);
    }

    /// <summary>No name of a scope has a line break or a tab, whatever else separates the names.</summary>
    [Theory]
    [InlineData("\"read|write\"")]
    [InlineData("\"read|\r\nwrite\"")]
    [InlineData("\"read\r\nwrite\"")]
    [InlineData("\"read\t|write\"")]
    public async Task ReadAsync_ScopesWithASeparatorOfTheirOwn_AreSplitAtLineBreaksToo(string scopes)
    {
        var mapping = new FieldMapping { Fields = Mapping.Fields, ScopeSeparator = "|" };

        var read = await ReadAsync($"user,client,scopes\nana@x.example,c1,{scopes}\n", mapping);

        Assert.Empty(read.Errors);
        Assert.Equal(["read", "write"], Assert.Single(read.Grants).Scopes);
    }

    [Fact]
    public async Task ReadAsync_WindowsCodePage_IsRefusedByFieldAndUtf16Read()
    {
        using var folder = new ExportFolder();
        var file = folder.Write("list.csv", "");
        File.WriteAllBytes(file, Encoding.Latin1.GetBytes("user,client,scopes,app\nana@x.example,c1,read,Café\n"));
        var latin = await ReadRecords.OfAsync(Reader(file));
        File.WriteAllText(file, "user,client,scopes,app\nana@x.example,c1,read,Café \uFFFD\n", Encoding.Unicode);
        var unicode = await ReadRecords.OfAsync(Reader(file));

        Assert.Equal(
            "list.csv line 2, app: is not valid UTF-8 text: save the file as UTF-8 (in Excel \"CSV UTF-8\", in PowerShell Export-Csv "
                + "-Encoding utf8)",
            Assert.Single(latin.Errors)
        );
        Assert.Empty(unicode.Errors);
        // A name that somebody else has spoilt before must not keep the whole list out.
        Assert.Equal("Café \uFFFD", Assert.Single(unicode.Apps).Name);
    }

    [Fact]
    public async Task ReadAsync_WorkbookOrArchive_SaysSo()
    {
        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() => ReadAsync("PK\u0003\u0004 and more"));

        Assert.Contains("save it as \"CSV UTF-8\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_MappingWithTheWrongSeparator_SaysWhichItMayBe()
    {
        var mapping = new FieldMapping { Fields = Mapping.Fields, Separator = ',' };

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() => ReadAsync("user;client;scopes\na;b;c\n", mapping));

        Assert.EndsWith("separated by ';'? Say so with \"separator\" in the mapping.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-03-01T10:00:00Z", "2025-03-01 10:00:00")]
    [InlineData("2025-03-01 10:00:00.123456+00", "2025-03-01 10:00:00")]
    [InlineData("2025-03-01T10:00:00+0200", "2025-03-01 08:00:00")]
    [InlineData("2025-03-01 10:00:00 UTC", "2025-03-01 10:00:00")]
    [InlineData("2025-03-01 10:00:00 +0000 UTC", "2025-03-01 10:00:00")]
    [InlineData("2025-03-01 10:00", "2025-03-01 10:00:00")]
    [InlineData("20250301T100000Z", "2025-03-01 10:00:00")]
    [InlineData("\"Sat, 01 Mar 2025 10:00:00 GMT\"", "2025-03-01 10:00:00")]
    [InlineData("/Date(1740823200000)/", "2025-03-01 10:00:00")]
    [InlineData("1740823200", "2025-03-01 10:00:00")]
    [InlineData("1740823200.5", "2025-03-01 10:00:00")]
    [InlineData("1740823200000", "2025-03-01 10:00:00")]
    [InlineData("1740823200000000", "2025-03-01 10:00:00")]
    [InlineData("1740823200000000000", "2025-03-01 10:00:00")]
    [InlineData("0001-01-01T00:00:00", "")]
    [InlineData("0001-01-01 00:00:00 +0000 UTC", "")]
    [InlineData("0000-00-00 00:00:00", "")]
    [InlineData("1601-01-01T00:00:00Z", "")]
    [InlineData("1753-01-01", "")]
    [InlineData("1899-12-30", "")]
    [InlineData("1900-01-01", "")]
    [InlineData("1970-01-01", "")]
    [InlineData("1970-01-01T01:00:00+01:00", "")]
    [InlineData("1980-01-01", "")]
    [InlineData("0", "")]
    [InlineData("-1", "")]
    [InlineData("-62135596800", "")]
    [InlineData("9999-12-31", "")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "")]
    [InlineData("2038-01-19T03:14:07Z", "")]
    [InlineData("2026-10-03", "")]
    [InlineData("infinity", "")]
    [InlineData("-infinity", "")]
    [InlineData("Never", "")]
    public async Task ImportAsync_Times_AreReadAndSentinelsAndTheFutureUnknown(string time, string expected)
    {
        using var folder = new ExportFolder();
        var file = folder.Write("list.csv", $"user,client,scopes,since\nana@x.example,c1,read,{time}\n");
        await using var inventory = await ImportedInventory.CreateAsync();

        await inventory.ImportAsync(Reader(file));

        Assert.Equal(expected, $"{(await inventory.GrantAsync("ana@x.example/c1")).GrantedAt:yyyy-MM-dd HH:mm:ss}");
    }

    [Theory]
    [InlineData("epochSeconds", "86400000", "")]
    [InlineData("epochSeconds", "1740823200", "2025-03-01")]
    [InlineData("epochMilliseconds", "1740823200000", "2025-03-01")]
    [InlineData("M/d/yyyy h:mm:ss tt", "3/1/2025 3:04:05 PM", "2025-03-01")]
    [InlineData("dd.MM.yyyy", "01.03.2025", "2025-03-01")]
    [InlineData("dd.MM.yyyy", "2025-03-01", "2025-03-01")]
    [InlineData("dd.MM.yyyy", "01.01.0001", "")]
    public async Task ReadAsync_TimesAsTheMappingSays_AreRead(string format, string time, string expected)
    {
        var mapping = new FieldMapping { Fields = Mapping.Fields, DateFormats = [format] };

        var read = await ReadAsync($"user,client,scopes,since\nana@x.example,c1,read,{time}\n", mapping);

        Assert.Empty(read.Errors);
        Assert.Equal(expected, $"{Assert.Single(read.Grants).GrantedAt:yyyy-MM-dd}");
    }

    [Fact]
    public async Task ImportAsync_OneRowAPermission_IsOneGrantWithAllOfThem()
    {
        using var folder = new ExportFolder();
        var file = folder.Write("list.csv", """
            "PermissionType","ClientObjectId","Api","Permission","Consent","PrincipalId","PrincipalName"
            "Delegated","c1","Microsoft Graph","User.Read","Principal","u1","ana@x.example"
            "Delegated","c1","Microsoft Graph","Files.ReadWrite","Principal","u2","ben@x.example"
            "Delegated","c1","Microsoft Graph","Mail.ReadWrite","Principal","u1","ana@x.example"
            "Delegated","c1","Microsoft Graph","User.Read","Principal","u1","ana@x.example"
            "Delegated","c1","Microsoft Graph","Sites.Read","AllPrincipals","",""
            "Application","c1","Microsoft Graph","Mail.Read","","",""
            """);
        var mapping = new FieldMapping
        {
            Fields = new Dictionary<MappedField, string>
            {
                [MappedField.ClientId] = "ClientObjectId",
                [MappedField.Resource] = "Api",
                [MappedField.Scopes] = "Permission",
                [MappedField.ConsentType] = "Consent",
                [MappedField.UserId] = "PrincipalId",
                [MappedField.Email] = "PrincipalName",
            },
            ConsentTypes = new Dictionary<string, ConsentType> { ["AllPrincipals"] = ConsentType.Tenant },
        };
        await using var inventory = await ImportedInventory.CreateAsync();
        var reader = new CsvInventoryReader(file, mapping, "entra", ProviderName.Entra);

        var result = await inventory.ImportAsync(reader);

        Assert.Equal(4, result.Grants.Read);
        var ana = await inventory.GrantAsync("u1/c1/Microsoft Graph");
        Assert.Equal(["Mail.ReadWrite", "User.Read"], ana.Scopes);
        Assert.Equal(Risk.High, ana.Risk);
        Assert.Equal(ScopeDigest.Of(ProviderName.Entra, "c1", "Microsoft Graph", ConsentType.Principal, ana.Scopes), ana.ScopeDigest);
        Assert.Equal(ConsentType.Application, (await inventory.GrantAsync("Application/c1/Microsoft Graph")).ConsentType);
        Assert.Equal(new ImportCounts(4, 0, 0, 0), (await inventory.ImportAsync(reader)).Grants);
    }

    [Fact]
    public async Task ReadAsync_ClientsInOtherForms_HaveOneId()
    {
        using var folder = new ExportFolder();
        var file = folder.Write(
            "list.csv",
            "user,client,scopes,app\nana@x.example,anonymous,read,Clock\nana@x.example,anonymous,read,Radio\n"
        );
        var google = await ReadRecords.OfAsync(
            new CsvInventoryReader(file, With("user,client,scopes,app", Mapping), "list", ProviderName.Google)
        );
        folder.Write("list.csv", "user,client,scopes\nana@x.example,{ABCDEF00-1111-4111-8111-00000000000A},read\n");
        var entra = await ReadRecords.OfAsync(new CsvInventoryReader(file, Mapping, "list", ProviderName.Entra));

        Assert.Equal(["anonymous:Clock", "anonymous:Radio"], google.Grants.Select(grant => grant.ClientId));
        Assert.Equal("abcdef00-1111-4111-8111-00000000000a", Assert.Single(entra.Grants).ClientId);
    }

    [Fact]
    public async Task ReadAsync_GroupsAsLists_AreRead()
    {
        var mapping = new FieldMapping
        {
            Fields = new Dictionary<MappedField, string>(Mapping.Fields) { [MappedField.Groups] = "groups" },
        };

        var read = await ReadAsync(
            "user,client,scopes,groups\na@x.example,c1,r,\"[\"\"HR\"\",\"\"IT\"\"]\"\nb@x.example,c1,r,[HR];IT\n",
            mapping
        );

        Assert.Equal(["HR", "IT"], read.Users[0].Groups!);
        Assert.Equal(["[HR]", "IT"], read.Users[1].Groups!);
    }

    private static FieldMapping Mapping { get; } = new()
    {
        Fields = new Dictionary<MappedField, string>
        {
            [MappedField.Email] = "user",
            [MappedField.ClientId] = "client",
            [MappedField.Scopes] = "scopes",
        },
    };

    private static CsvInventoryReader Reader(string file) =>
        new(file, With(File.ReadLines(file).First(), Mapping), "list", ProviderName.GitHub);

    private static async Task<ReadRecords> ReadAsync(string text, FieldMapping? mapping = null)
    {
        using var folder = new ExportFolder();
        return await ReadRecords.OfAsync(
            new CsvInventoryReader(folder.Write("list.csv", text), With(text, mapping ?? Mapping), "list", ProviderName.GitHub)
        );
    }

    /// <summary>The mapping with the columns that not every list here has.</summary>
    private static FieldMapping With(string header, FieldMapping mapping) =>
        new()
        {
            Fields = new Dictionary<MappedField, string>(
                mapping.Fields.Concat(
                    new Dictionary<MappedField, string> { [MappedField.GrantedAt] = "since", [MappedField.AppName] = "app" }.Where(field =>
                        header.Split('\n')[0].Split(',').Contains(field.Value)
                    )
                )
            ),
            Separator = mapping.Separator,
            DateFormats = mapping.DateFormats,
            ScopeSeparator = mapping.ScopeSeparator,
        };
}
