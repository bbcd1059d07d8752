using System.CommandLine;
using System.Text.Json;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Import;
using OAuthAttest.Local.Migrate;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Local.Import;

public sealed class ImportVerbTests
{
    [Fact]
    public async Task Import_Samples_FillsAnEmptyDatabase()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        Assert.Equal(0, await RunAsync(database, "import", "graph", Sample("graph")));
        Assert.Equal(0, await RunAsync(database, "import", "google", Sample("google"), "--source", "google:larkspur"));
        Assert.Equal(0, await RunAsync(database, "import", "okta", Sample("okta")));

        await using var count = database.Source.CreateCommand(
            "SELECT string_agg(source, ' ' ORDER BY source) FROM (SELECT DISTINCT source FROM grants) s"
        );
        Assert.Equal("entra google:larkspur okta", await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task ImportRoster_Samples_ListsExecutivesFinanceAndAdministrators()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        string[] Files(string folder) => Directory.GetFiles(Path.Combine(Sample("roster"), folder), "*.json");

        Assert.Equal(0, await RunAsync(database, "import", "roster", "--source", "hr", "--csv", Sample("roster/people.csv")));
        Assert.Equal(0, await RunAsync(database, ["import", "roster", "--source", "entra-roles", "--entra", .. Files("entra")]));
        Assert.Equal(0, await RunAsync(database, ["import", "roster", "--source", "okta-admins", "--okta", .. Files("okta")]));

        await using var listed = database.Source.CreateCommand(
            "SELECT array_agg(concat_ws(' ', source, category, coalesce(split_part(email, '@', 1), '-'), role) ORDER BY id) "
                + "FROM privileged_roster"
        );
        Assert.Equal(
            [
                "entra-roles Admin - Global Administrator",
                "entra-roles Admin dmitri.halonen Global Administrator",
                "entra-roles Admin ines.okafor Security Administrator",
                "entra-roles Admin priya.raman Global Administrator",
                "entra-roles Admin rasmus.holt Global Administrator",
                "hr Executive henrik.lund Managing director",
                "hr Finance lucia.ferrante Can pay",
                "hr Finance marta.silveira Can pay",
                "hr Finance owen.pritchard Can pay",
                "okta-admins Admin - Okta administrator",
                "okta-admins Admin dmitri.halonen Super Administrator",
                "okta-admins Admin priya.raman Application Administrator",
            ],
            ((string[])(await listed.ExecuteScalarAsync())!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--csv", "/no/such/file.csv", "failed")]
    [InlineData("--okta", "/no/such/file.json", "failed")]
    [InlineData("--forget", null, "no source")]
    [InlineData(null, null, "no kind")]
    public async Task ImportRoster_NothingThere_ExitsWithOne(string? option, string? file, string outcome)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        Assert.Equal(1, await RunAsync(database, [.. new[] { "import", "roster", "--source", "hr", option, file }.OfType<string>()]));

        await using var failed = database.Source.CreateCommand("SELECT count(*) FROM roster_sources WHERE last_failed_at IS NOT NULL");
        Assert.Equal(outcome == "failed" ? 1L : 0L, await failed.ExecuteScalarAsync());
    }

    [Fact]
    public async Task ImportRoster_ThenForget_LeavesNothing()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        Assert.Equal(0, await RunAsync(database, "import", "roster", "--source", "hr", "--csv", Sample("roster/people.csv")));

        Assert.Equal(0, await RunAsync(database, "import", "roster", "--source", "hr", "--forget"));

        await using var count = database.Source.CreateCommand(
            "SELECT (SELECT count(*) FROM privileged_roster) + (SELECT count(*) FROM roster_sources)"
        );
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Import_BadRows_ExitsWithOneAndListsThem()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var errors = new StringWriter();
        var exit = await RunAsync(
            database,
            errors,
            [
                "import", "csv", RepositoryFiles.Broken("csv/bad-rows.csv"), "--mapping", RepositoryFiles.Broken("csv/mapping.json"),
                "--source", "broken", "--provider", "entra", "--errors", "2",
            ]);

        Assert.Equal(1, exit);
        Assert.Equal(
            ["broken: 8 errors in what was read. Nothing was imported.",
                "  bad-rows.csv line 3, client: is empty: a grant must name its app; fill it in, or say in the mapping which other column "
                    + "identifies the app"],
            errors.ToString().Split('\n').SkipWhile(IsAboutThePassword).Take(2));
        Assert.Contains("… and 6 more", errors.ToString(), StringComparison.Ordinal);
    }

    // The tests' database has its password in the connection string.
    private static bool IsAboutThePassword(string line) => line.StartsWith("The password stands in", StringComparison.Ordinal);

    [Theory]
    [InlineData("import", "graph", "/no/such/folder")]
    [InlineData("import", "owners", "/no/such/file.csv")]
    public async Task Import_NothingThere_ExitsWithOne(params string[] arguments)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        Assert.Equal(1, await RunAsync(database, arguments));
    }

    [Fact]
    public async Task Import_PostgresWithUrl_ReadsAnotherDatabase()
    {
        await using var source = await TestDatabase.CreateEmptyAsync();
        await using var database = await TestDatabase.CreateEmptyAsync();
        using var folder = new ExportFolder();
        var mapping = folder.Write("m.json", """{ "fields": { "clientId": "client", "email": "mail", "scopes": "scopes" } }""");

        var exit = await RunAsync(
            database,
            "import",
            "postgres",
            "--url",
            source.ConnectionString,
            "--query",
            "SELECT 'c1' AS client, 'ana@larkspur.example' AS mail, 'repo gist' AS scopes",
            "--mapping",
            mapping,
            "--source",
            "team",
            "--provider",
            "github"
        );

        Assert.Equal(0, exit);
        await using var count = database.Source.CreateCommand("SELECT count(*) FROM grants WHERE source = 'team'");
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("critical", 0, "Critical")]
    [InlineData("severe", 2, null)]
    public async Task Import_WithScopeOverridesInTheSettings_RatesByThemOrNotAtAll(string risk, int exit, string? rated)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        using var folder = new ExportFolder();
        var scopes = folder.Write(
            "scopes.csv",
            $"provider,scope,access,risk,sentence\ngithub,gist,delegated,{risk},Publish our secrets.\n"
        );
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["Scopes__OverridesFile"] = scopes };
        var settings = folder.Write("settings.json", JsonSerializer.Serialize(new { Values = values }));
        var mapping = folder.Write("m.json", """{ "fields": { "clientId": "client", "email": "mail", "scopes": "scopes" } }""");
        var grants = folder.Write("grants.csv", "client,mail,scopes\nc1,ana@larkspur.example,gist\n");

        Assert.Equal(
            exit,
            await RunAsync(
                database,
                "import",
                "csv",
                grants,
                "--mapping",
                mapping,
                "--source",
                "team",
                "--provider",
                "github",
                "--settings",
                settings
            )
        );

        Assert.Equal(0, await RunAsync(database, "migrate"));
        await using var read = database.Source.CreateCommand("SELECT risk FROM grants");
        Assert.Equal(rated, await read.ExecuteScalarAsync() as string);
    }

    [Fact]
    public async Task ImportRetire_ASource_NeedsAReasonAndTakesItOut()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await RunAsync(database, "import", "graph", Sample("graph"), "--source", "entrra");

        Assert.NotEqual(0, await RunAsync(database, "import"));
        Assert.NotEqual(0, await RunAsync(database, "import", "--retire", "entrra"));
        Assert.NotEqual(0, await RunAsync(database, "import", "--retire", "entra", "--reason", "mistyped"));
        Assert.Equal(0, await RunAsync(database, "import", "--retire", "entrra", "--reason", "mistyped", "--by", "mia"));

        await using var read = database.Source.CreateCommand(
            "SELECT concat_ws(' ', s.retired_by, s.retired_reason, (SELECT count(*) FROM grants WHERE status = 'Active')) "
                + "FROM inventory_sources s"
        );
        Assert.Equal("mia mistyped 0", await read.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Migrate_EmptyDatabase_BringsTheSchema()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        Assert.Equal(0, await RunAsync(database, "migrate"));
        Assert.Equal(0, await RunAsync(database, "migrate"));

        await using var find = database.Source.CreateCommand("SELECT to_regclass('grants') IS NOT NULL");
        Assert.Equal(true, await find.ExecuteScalarAsync());
    }

    private static string Sample(string name) => Path.Combine(RepositoryFiles.Samples, name);

    private static Task<int> RunAsync(TestDatabase database, params string[] arguments) =>
        RunAsync(database, TextWriter.Null, arguments);

    private static Task<int> RunAsync(TestDatabase database, TextWriter errors, string[] arguments) =>
        VerbRunner.RunAsync(
            new RootCommand { ImportVerb.Create(), MigrateVerb.Create() },
            [.. arguments, "--connection", database.ConnectionString],
            TextWriter.Null,
            errors);
}
