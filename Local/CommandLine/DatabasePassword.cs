using Npgsql;
using OAuthAttest.Local.Configuration;
using Spectre.Console;

namespace OAuthAttest.Local.CommandLine;

/// <summary>
/// The password of a database that the command line names. It does not belong there: every user of the machine can read the arguments
/// of a process, and the shell keeps them.
/// </summary>
internal static class DatabasePassword
{
    private const string Variable = "PGPASSWORD";
    private const string FileVariable = "PGPASSFILE";

    /// <param name="given">The connection string of the command line.</param>
    /// <param name="warnings">Where it is said that a password stands in the command line.</param>
    /// <param name="ask">Asks the person; null where nobody can be asked.</param>
    /// <exception cref="LocalConfigurationException">It is no connection string.</exception>
    public static string Complete(string given, TextWriter warnings, Func<string, string?> ask)
    {
        var parts = Parse(given);
        if (parts.Password is { Length: > 0 })
        {
            warnings.WriteLine($"The password stands in the command line, where others can read it: leave it out and set {Variable}.");
            return given;
        }
        if (parts.Passfile is not null || IsSet(Variable) || IsSet(FileVariable))
            return given;
        if (ask($"Password of {parts.Username} at {parts.Host} (empty: none): ") is { Length: > 0 } password)
            parts.Password = password;
        return parts.ConnectionString;
    }

    /// <summary>Asks on the terminal, without showing what is typed.</summary>
    public static string? Ask(IAnsiConsole screen, string question) =>
        Console.IsInputRedirected || !screen.Profile.Capabilities.Interactive
            ? null
            : screen.Prompt(new TextPrompt<string>(Markup.Escape(question)).Secret(null).AllowEmpty());

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    private static NpgsqlConnectionStringBuilder Parse(string given)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(given);
        }
        catch (ArgumentException)
        {
            throw new LocalConfigurationException("--connection must be an Npgsql connection string: Host=…;Database=…;Username=…");
        }
    }
}
