using System.CommandLine;
using OAuthAttest.Grants.Import;
using OAuthAttest.Rosters;
using OAuthAttest.Rosters.MicrosoftGraph;
using OAuthAttest.Rosters.Okta;

namespace OAuthAttest.Local.Import;

/// <summary>Imports who is privileged: each import replaces the entries of one source.</summary>
internal static class RosterVerb
{
    public static Command Create()
    {
        var source = new Option<string>("--source") { Description = "The name of this source of the roster.", Required = true };
        var csv = new Option<string?>("--csv") { Description = "A CSV file with email,provider,account_id,name,category,role." };
        var entra = Files(
            "--entra",
            "Microsoft Graph answers: directoryRoles with members, roleAssignments with principals, roleDefinitions, groups with members."
        );
        var okta = Files("--okta", "Okta answers: iam/assignees/users, users/{id}/roles, users.");
        var forget = new Option<bool>("--forget") { Description = "Take the source out of the roster." };
        var run = new ImportArguments();
        var command = new Command(
            "roster",
            "Who is privileged (administrators, finance, executives): replaces what one source says, or changes nothing."
        )
        {
            source,
            csv,
            entra,
            okta,
            forget,
        };
        run.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                run.WithDatabaseAsync(
                    parsed,
                    async (database, console) =>
                    {
                        var import = new RosterImport(database, TimeProvider.System);
                        var name = parsed.GetRequiredValue(source);
                        if (
                            Reader(
                                parsed.GetValue(csv),
                                parsed.GetValue(entra) ?? [],
                                parsed.GetValue(okta) ?? [],
                                parsed.GetValue(forget)
                            ) is
                            { } reader
                        )
                        {
                            var result = await import.ImportAsync(name, reader, run.Options(parsed), cancellation);
                            var entries = $"{result.Entries} entries of who is privileged, {result.Before} before, {result.New} new";
                            console.Done($"{result.Source}: {entries}.{Reconsidered(result)}{Incomplete(result)}");
                        }
                        else
                        {
                            console.Done(
                                $"{name} is forgotten, with {await import.ForgetAsync(name, ImportArguments.Actor, cancellation)} entries."
                            );
                        }
                    },
                    cancellation
                )
        );
        return command;
    }

    private static string Reconsidered(RosterImportResult result) =>
        result.New > 0 ? " What these consented to in the last day is decided about again." : "";

    private static string Incomplete(RosterImportResult result) =>
        result.IncompleteBecause is { } because
            ? $" It is not complete: it {because}. Until then nobody whom the roster does not list counts as a standard user."
            : "";

    private static Option<string[]> Files(string name, string what) =>
        new(name) { Description = what, AllowMultipleArgumentsPerToken = true };

    /// <returns>Null: the source's entries are to be removed.</returns>
    private static IRosterReader? Reader(string? csv, string[] entra, string[] okta, bool forget)
    {
        List<Func<IRosterReader?>> asked = [];
        if (csv is not null)
            asked.Add(() => new CsvRosterReader(csv));
        if (entra.Length > 0)
            asked.Add(() => new GraphRosterReader(entra));
        if (okta.Length > 0)
            asked.Add(() => new OktaRosterReader(okta));
        if (forget)
            asked.Add(() => null);
        return asked.Count == 1
            ? asked[0]()
            : throw new InventoryRejectedException("Say one of --csv, --entra, --okta and --forget: a source is of one kind.");
    }
}
