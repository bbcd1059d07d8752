using System.CommandLine;
using Spectre.Console;

namespace OAuthAttest.Local.CommandLine;

/// <summary>
/// Where a verb writes: what whoever invokes it gave, and never the process's own console, which all that runs in the process shares.
/// </summary>
/// <param name="Screen">Tables, progress and what is said of success.</param>
/// <param name="Errors">What went wrong, one line for each.</param>
internal sealed record Terminal(IAnsiConsole Screen, TextWriter Errors)
{
    /// <summary>Wide enough that no line of a table wraps where it is read by a program.</summary>
    private const int PlainWidth = 200;

    /// <summary>Nobody reads what is written there.</summary>
    public static Terminal Nowhere => Of(TextWriter.Null, TextWriter.Null);

    public static Terminal Of(ParseResult parsed) => Of(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);

    /// <summary>Output to a file, a pipe or a writer is plain text.</summary>
    public static Terminal Of(TextWriter output, TextWriter errors)
    {
        if (ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected)
            return new Terminal(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }), errors);
        var plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        plain.Profile.Width = PlainWidth;
        return new Terminal(plain, errors);
    }
}
