using System.CommandLine;
using OAuthAttest.Grants.Import;
using OAuthAttest.Local.CommandLine;

namespace OAuthAttest.Local.Import;

/// <summary><c>import --retire</c>: a source that nobody reads any more, or whose name was mistyped.</summary>
internal sealed class RetireArguments
{
    private readonly Option<string?> source = new("--retire")
    {
        Description = "Retire this source: its grants leave the population, and it blocks no campaign. Reading it again brings it back.",
    };

    private readonly Option<string?> reason = new("--reason") { Description = "With --retire: why, for the evidence." };

    private readonly Option<string> by = new("--by")
    {
        Description = "With --retire: who decided it, for the evidence; the user of this machine by default.",
        DefaultValueFactory = _ => Environment.UserName,
    };

    public void AddTo(Command command)
    {
        var run = new ImportArguments(withEmptiness: false);
        command.Options.Add(source);
        command.Options.Add(reason);
        command.Options.Add(by);
        run.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(source) is not { Length: > 0 } name)
            {
                new ImportConsole(Terminal.Of(parsed)).WriteErrors(
                    new InventoryRejectedException("Say what to import (import --help lists it), or --retire <source>.")
                );
                return Task.FromResult(VerbRunner.Failed);
            }
            return run.WithDatabaseAsync(
                parsed,
                async (database, console) =>
                {
                    var retire = new RetireSource(
                        name, parsed.GetRequiredValue(by), parsed.GetValue(reason) ?? "", ImportArguments.Actor);
                    var retired = await new SourceRetirement(database, TimeProvider.System).RetireAsync(retire, cancellation);
                    console.Done($"{retired.Source} is retired: {retired.Grants} grants left the population.");
                },
                cancellation);
        });
    }
}
