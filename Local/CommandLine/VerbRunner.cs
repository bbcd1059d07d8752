using System.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Postgres;
using Spectre.Console;

namespace OAuthAttest.Local.CommandLine;

/// <summary>Runs a verb and turns a failure into a message and an exit code: 1 failed, 2 wrong configuration, 130 stopped.</summary>
internal static class VerbRunner
{
    public const int Failed = 1;
    public const int WrongConfiguration = 2;
    private const int Stopped = 130;

    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        // Output to a file or a pipe is plain text without line wrapping.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console = AnsiConsole.Create(
                new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors }
            );
            AnsiConsole.Console.Profile.Width = 200;
        }

        try
        {
            var parsed = root.Parse(arguments);
            var exit = await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(60),
            });
            // Of what could not be parsed nothing was run: no verb's own exit code may be taken for it.
            return parsed.Errors.Count > 0 ? WrongConfiguration : exit;
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
            // Only the message is shown; OAUTHATTEST_TRACE also shows the stack trace.
            await Console.Error.WriteLineAsync(
                Environment.GetEnvironmentVariable("OAUTHATTEST_TRACE") is { Length: > 0 }
                    ? failure.ToString()
                    : $"Failed: {failure.Message}"
            );
            return Failed;
        }
    }
}
