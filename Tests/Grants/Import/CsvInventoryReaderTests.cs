using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

public sealed class CsvInventoryReaderTests
{
    private const string Mapping = """
        {
          "fields": {
            "clientId": "client", "appName": "app", "publisherVerified": "checked", "appOwner": "owner", "userId": "user",
            "email": "mail", "manager": "boss",
            "groups": "teams", "accountStatus": "state", "consentType": "kind", "scopes": "scopes", "grantedAt": "since",
            "lastUsedAt": "used"
          },
          "constants": { "resource": "Slack" },
          "scopeSeparator": "|",
          "dateFormats": ["dd.MM.yyyy", "dd.MM.yyyy HH:mm"],
          "true": ["ja"], "false": ["nein"], "unknown": ["?"],
          "consentTypes": { "alle": "tenant" },
          "accountStatuses": { "weg": "deactivated" },
        }
        """;

    private const string Header = "client,app,checked,owner,user,mail,boss,teams,state,kind,scopes,since,used\n";

    [Fact]
    public async Task ReadAsync_MappedColumns_GivesTheirMeaning()
    {
        using var folder = new ExportFolder();
        var file = folder.Write(
            "list.csv",
            Header
                + "c1,\"Notes, \"\"Pro\"\"\",ja,Owner@Larkspur.example,u1,Ana@Larkspur.example,Boss@larkspur.example,"
                + "ops;eng,active,,write|read|read,01.02.2026,03.04.2026 10:30\n"
                + "c1,\"Notes, \"\"Pro\"\"\",nein,,u2,?,,,weg,principal,?,?,\n"
                + "c2,?,?,,,,,,,alle,read,,\n"
        );

        var read = await ReadRecords.OfAsync(
            new CsvInventoryReader(file, FieldMapping.Load(folder.Write("m.json", Mapping)), "slack", ProviderName.Slack)
        );

        Assert.Empty(read.Errors);
        var ana = read.Users[0];
        Assert.Equal(
            ("u1", "ana@larkspur.example", "boss@larkspur.example", AccountStatus.Active),
            (ana.ExternalId, ana.Email, ana.ManagerEmail, ana.Status)
        );
        Assert.Equal(["ops", "eng"], ana.Groups!);
        Assert.Equal(("u2", null, AccountStatus.Deactivated), (read.Users[1].ExternalId, read.Users[1].Email, read.Users[1].Status));
        Assert.Equal(
            ("Notes, \"Pro\"", true, "owner@larkspur.example"),
            (read.Apps[0].Name, read.Apps[0].PublisherVerified, read.Apps[0].OwnerEmail)
        );
        Assert.Equal(("c2", null, null), (read.Apps[^1].ExternalId, read.Apps[^1].Name, read.Apps[^1].PublisherVerified));
        var (first, second, wide) = (read.Grants[0], read.Grants[1], read.Grants[2]);
        Assert.Equal(["read", "write"], first.Scopes);
        Assert.Equal(
            (
                "u1/c1/Slack",
                "Slack",
                new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 4, 3, 10, 30, 0, TimeSpan.Zero)
            ),
            (first.ExternalId, first.Resource, first.GrantedAt, first.LastUsedAt)
        );
        Assert.Equal((null, null, 0), (second.GrantedAt, second.LastUsedAt, second.Scopes.Length));
        Assert.Equal((ConsentType.Tenant, null, "Tenant/c2/Slack"), (wide.Consent, wide.PrincipalId, wide.ExternalId));
        Assert.Equal(4, wide.Origin.Line);
    }

    [Fact]
    public async Task ReadAsync_BadRows_NamesFileLineColumnAndProblem()
    {
        var errors = (await ReadRecords.OfAsync(Broken("bad-rows.csv"))).Errors;

        Assert.Equal(
            [
                "bad-rows.csv line 3, client: is empty: a grant must name its app; fill it in, "
                    + "or say in the mapping which other column identifies the app",
                "bad-rows.csv line 4, verified: 'perhaps' is neither true (true, yes, 1, t, y) nor false (false, no, 0, f, n) "
                    + "nor unknown (unknown, n/a, null, -)",
                "bad-rows.csv line 6, email: 'two\nlines' is no email address",
                "bad-rows.csv line 8, consent: 'everybody' is none of principal, tenant, application",
                "bad-rows.csv line 9, last_used: '03/04/2026' is no time; expected ISO 8601, such as 2026-10-01T08:30:00Z. "
                    + "Say how this list writes times with \"dateFormats\" in the mapping, such as "
                    + "[\"d.M.yyyy\"], [\"M/d/yyyy h:mm:ss tt\"] or [\"epochSeconds\"]",
                "bad-rows.csv line 10, email: is empty, but one person's grant must name the account",
                "bad-rows.csv line 11: the row has 3 values, but the header has 7: was the file cut, or is a value with ',' not quoted?",
                "bad-rows.csv line 12, grant: is empty",
            ],
            errors);
    }

    [Theory]
    [InlineData(
        "missing-column.csv",
        "missing-column.csv line 1: the header lacks 'last_used' (for lastUsedAt). "
            + "It has: 'grant', 'client', 'verified', 'email', 'consent', 'scopes'."
    )]
    [InlineData("unclosed-quote.csv", "unclosed-quote.csv line 2: a quoted value is never closed. Nothing was imported.")]
    [InlineData("after-quote.csv", "after-quote.csv line 2: something follows the closing quote of a value. Nothing was imported.")]
    [InlineData("empty.csv", "empty.csv: the file is empty; not even a header is there.")]
    public async Task ReadAsync_NoSuchFile_IsRefused(string file, string message)
    {
        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() => ReadRecords.OfAsync(Broken(file)));

        Assert.Equal(message, refused.Message);
    }

    [Fact]
    public async Task ImportAsync_RowsWithErrors_ImportsNothingAndListsThem()
    {
        await using var inventory = await ImportedInventory.CreateAsync();

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() => inventory.ImportAsync(Broken("bad-rows.csv")));

        Assert.Equal((8, 8L), (refused.Errors.Count, refused.ErrorCount));
        Assert.StartsWith(
            "8 errors, the first: bad-rows.csv line 3, client: is empty",
            (await inventory.SourceAsync("broken")).LastFailure,
            StringComparison.Ordinal
        );
        Assert.Equal("", await inventory.FingerprintAsync("users", "apps", "grants"));
    }

    [Fact]
    public async Task ImportAsync_GrantTwiceInAFile_NamesBothLines()
    {
        await using var inventory = await ImportedInventory.CreateAsync();

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() => inventory.ImportAsync(Broken("twice.csv")));

        Assert.Equal(
            "twice.csv line 4: the grant 'g1' is there twice: first at twice.csv line 2",
            Assert.Single(refused.Errors).ToString()
        );
    }

    [Theory]
    [InlineData("""{ "fields": { "scopes": "s", "email": "e" } }""", "must say which column is clientId")]
    [InlineData("""{ "fields": { "clientId": "c", "email": "e" } }""", "must say which column is scopes")]
    [InlineData("""{ "fields": { "clientId": "c", "scopes": "s" } }""", "must say which column is userId or email")]
    [InlineData("""{ "fields": { "clientId": "c", "scopes": "s", "email": "e" }, "constants": { "email": "x" } }""", "email is both")]
    [InlineData("""{ "fields": { "clientID2": "c" } }""", "line 1:")]
    [InlineData("""{ "fields": { "clientId": "c", "scopes": "s", "email": "e" }, "colour": 1 }""", "colour")]
    [InlineData("""{ "fields": """, "line 1:")]
    public void Load_WrongMapping_SaysWhatIsWrong(string json, string expected)
    {
        using var folder = new ExportFolder();

        var refused = Assert.Throws<InventoryRejectedException>(() => FieldMapping.Load(folder.Write("m.json", json)));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private static CsvInventoryReader Broken(string file) =>
        new(
            RepositoryFiles.Broken($"csv/{file}"),
            FieldMapping.Load(RepositoryFiles.Broken("csv/mapping.json")),
            "broken",
            ProviderName.Entra
        );
}
