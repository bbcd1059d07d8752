using System.CommandLine;
using Npgsql;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Persistence;

namespace OAuthAttest.Local.Import;

/// <summary>The options that all imports share: the target database, and what to do with errors.</summary>
internal sealed class ImportArguments(bool withEmptiness = true)
{
    private readonly DatabaseArguments database = new();
    private readonly Option<bool> allowEmpty = new("--allow-empty")
    {
        Description = "Accept a reading without grants or users although the source had some.",
    };

    private readonly Option<string?> settings = new("--settings")
    {
        Description = $"The settings file; {Settings.FileName} of this folder when it exists. Of it, an import reads {OverridesFile}.",
    };

    private readonly Option<int> errors = new("--errors")
    {
        Description = "How many errors to list; all are counted.",
        DefaultValueFactory = _ => new ImportOptions().MaxListedErrors,
    };

    private static string OverridesFile => $"{ScopeOptions.Section}:{nameof(ScopeOptions.OverridesFile)}";

    public static string Actor => $"import by {Environment.UserName}";

    public void AddTo(Command command)
    {
        database.AddTo(command);
        if (!withEmptiness)
            return;
        command.Options.Add(allowEmpty);
        command.Options.Add(errors);
        command.Options.Add(settings);
    }

    public ImportOptions Options(ParseResult parsed) =>
        new() { AllowEmpty = parsed.GetValue(allowEmpty), Actor = Actor, MaxListedErrors = Math.Max(1, parsed.GetValue(errors)) };

    public Task<int> ImportAsync(ParseResult parsed, Func<IInventoryReader> reader, CancellationToken cancellation)
    {
        var options = Options(parsed);
        var dictionary = Dictionary(parsed);
        return WithDatabaseAsync(
            parsed,
            async (source, console) =>
            {
                var import = new InventoryImport(source, dictionary.RiskOf, TimeProvider.System);
                var read = reader();
                var result = await console.WithProgressAsync(read.Source, progress =>
                    import.ImportAsync(read, options, progress, cancellation)
                );
                console.Write(result);
            },
            cancellation);
    }

    /// <summary>Imports must rate risks with the scope dictionary that campaigns use, so the team's overrides are read here too.</summary>
    /// <exception cref="LocalConfigurationException">The file with the team's overrides is invalid.</exception>
    private ScopeDictionary Dictionary(ParseResult parsed)
    {
        try
        {
            return ScopeDictionary.Load(Settings.Read(parsed.GetValue(settings)).GetValueOrDefault(OverridesFile));
        }
        catch (InvalidDataException wrong)
        {
            throw new LocalConfigurationException($"{OverridesFile}: {wrong.Message}");
        }
    }

    /// <summary>Runs an import on the migrated database; invalid input gives a list of errors and exit code 1.</summary>
    public async Task<int> WithDatabaseAsync(
        ParseResult parsed, Func<NpgsqlDataSource, ImportConsole, Task> import, CancellationToken cancellation)
    {
        var console = new ImportConsole(Terminal.Of(parsed));
        try
        {
            await using var opened = await database.OpenAsync(parsed, cancellation);
            await DatabaseMigration.MigrateAsync(opened.ConnectionString, cancellation);
            await using var source = NpgsqlDataSource.Create(opened.ConnectionString);
            await import(source, console);
            return 0;
        }
        catch (InventoryRejectedException rejected)
        {
            console.WriteErrors(rejected);
            return VerbRunner.Failed;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            console.WriteErrors(new InventoryRejectedException($"{unreadable.Message} Nothing was imported."));
            return VerbRunner.Failed;
        }
    }
}
