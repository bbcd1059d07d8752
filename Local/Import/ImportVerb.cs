using System.CommandLine;
using Npgsql;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using OAuthAttest.Grants.Import.Statements;
using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;

namespace OAuthAttest.Local.Import;

/// <summary>Imports the inventory: one subcommand per kind of source.</summary>
internal static class ImportVerb
{
    public static Command Create()
    {
        var command = new Command("import", "Read an inventory of OAuth grants into the database: all of it, or nothing.")
        {
            Folder(
                "graph",
                "Microsoft Graph answers: users, servicePrincipals, oauth2PermissionGrants, appRoleAssignments.",
                "entra",
                (folder, source) => new GraphExportReader(folder, source)
            ),
            Folder("google", "Google Workspace answers: users, tokens, activities.", "google", (folder, source) =>
                new GoogleExportReader(folder, source)
            ),
            Folder("okta", "Okta answers: users, apps, grants, app-grants.", "okta", (folder, source) =>
                new OktaExportReader(folder, source)
            ),
            Csv(),
            Postgres(),
            Owners(),
            People(),
            RosterVerb.Create(),
        };
        new RetireArguments().AddTo(command);
        return command;
    }

    private static Command Folder(string name, string what, string defaultSource, Func<string, string, IInventoryReader> reader)
    {
        var folder = new Argument<string>("folder") { Description = "The folder with the exported JSON files." };
        var source = new Option<string>("--source")
        {
            Description = "The name of this inventory source.",
            DefaultValueFactory = _ => defaultSource,
        };
        var run = new ImportArguments();
        var command = new Command(name, what) { folder, source };
        run.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                run.ImportAsync(parsed, () => reader(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(source)), cancellation)
        );
        return command;
    }

    private static Command Csv()
    {
        var file = new Argument<string>("file") { Description = "The CSV file, with a header and one grant a row." };
        var mapped = new MappedArguments();
        var run = new ImportArguments();
        var command = new Command("csv", "A CSV file, with a mapping that says which column is what.") { file };
        mapped.AddTo(command);
        run.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                run.ImportAsync(
                    parsed,
                    () =>
                        new CsvInventoryReader(
                            parsed.GetRequiredValue(file),
                            mapped.Mapping(parsed),
                            mapped.Source(parsed),
                            mapped.Provider(parsed)
                        ),
                    cancellation
                )
        );
        return command;
    }

    private static Command Postgres()
    {
        var url = new Option<string?>("--url")
        {
            Description = $"The database to read: a URL or a connection string. Better in the environment: {MappedArguments.UrlVariable}.",
        };
        var query = new Option<string>("--query") { Description = "The query, one grant a row.", Required = true };
        var mapped = new MappedArguments();
        var run = new ImportArguments();
        var command = new Command("postgres", "A query on any PostgreSQL database, with a mapping that says which column is what.")
        {
            url,
            query,
        };
        mapped.AddTo(command);
        run.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                run.ImportAsync(
                    parsed,
                    () =>
                        new PostgresQueryReader(
                            MappedArguments.Url(parsed.GetValue(url)),
                            parsed.GetRequiredValue(query),
                            mapped.Mapping(parsed),
                            mapped.Source(parsed),
                            mapped.Provider(parsed)
                        ),
                    cancellation
                )
        );
        return command;
    }

    private static Command Owners() =>
        Statements(
            "owners",
            "Who answers for which app: a CSV file with provider,client_id,owner_email.",
            "apps have another owner now",
            (database, file, cancellation) =>
                new AppOwnersImport(database, TimeProvider.System).ImportAsync(file, ImportArguments.Actor, cancellation)
        );

    private static Command People() =>
        Statements(
            "people",
            "Managers and groups, where the providers do not tell: a CSV file with email,manager_email,groups.",
            "accounts changed",
            (database, file, cancellation) =>
                new PeopleImport(database, TimeProvider.System).ImportAsync(file, ImportArguments.Actor, cancellation)
        );

    private static Command Statements(
        string name,
        string what,
        string done,
        Func<NpgsqlDataSource, string, CancellationToken, Task<long>> import
    )
    {
        var file = new Argument<string>("file") { Description = "The CSV file." };
        var run = new ImportArguments(withEmptiness: false);
        var command = new Command(name, what) { file };
        run.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                run.WithDatabaseAsync(
                    parsed,
                    async (database, console) =>
                        console.Done($"{await import(database, parsed.GetRequiredValue(file), cancellation)} {done}."),
                    cancellation
                )
        );
        return command;
    }
}
