using System.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Postgres;
using Spectre.Console;

namespace OAuthAttest.Local.CommandLine;

/// <summary>Runs a verb and turns what went wrong into a message and an exit code: 1 failed, 2 wrong configuration, 130 stopped.</summary>
internal static class VerbRunner
{
    public const int Failed = 1;
    public const int WrongConfiguration = 2;
    private const int Stopped = 130;

    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        // Into a file or a pipe go plain, unbroken lines.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
            AnsiConsole.Console.Profile.Width = 200;
        }

        try
        {
            return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(60),
            });
        }
        catch (OperationCanceledException)
        {
            return Stopped;
        }
        catch (LocalConfigurationException mistakes)
        {
            await Console.Error.WriteLineAsync(mistakes.Message);
            return WrongConfiguration;
        }
        catch (PrivateClusterException noDatabase)
        {
            await Console.Error.WriteLineAsync(noDatabase.Message);
            return Failed;
        }
        catch (Exception failure)
        {
            // A person gets the sentence; whoever needs the trace sets OAUTHATTEST_TRACE.
            await Console.Error.WriteLineAsync(
                Environment.GetEnvironmentVariable("OAUTHATTEST_TRACE") is { Length: > 0 } ? failure.ToString() : $"Failed: {failure.Message}");
            return Failed;
        }
    }
}
