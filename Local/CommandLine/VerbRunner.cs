using System.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Postgres;

namespace OAuthAttest.Local.CommandLine;

/// <summary>Runs a verb and turns a failure into a message and an exit code: 1 failed, 2 wrong configuration, 130 stopped.</summary>
internal static class VerbRunner
{
    public const int Failed = 1;
    public const int WrongConfiguration = 2;
    private const int Stopped = 130;

    /// <param name="root">All verbs.</param>
    /// <param name="arguments">Those of the command line.</param>
    /// <param name="output">Null: the process's own.</param>
    /// <param name="errors">Null: the process's own.</param>
    public static async Task<int> RunAsync(RootCommand root, string[] arguments, TextWriter? output = null, TextWriter? errors = null)
    {
        errors ??= Console.Error;
        try
        {
            var parsed = root.Parse(arguments);
            var exit = await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = output ?? Console.Out,
                Error = errors,
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
            await errors.WriteLineAsync(mistakes.Message);
            return WrongConfiguration;
        }
        catch (PrivateClusterException noDatabase)
        {
            await errors.WriteLineAsync(noDatabase.Message);
            return Failed;
        }
        catch (Exception failure)
        {
            // Only the message is shown; OAUTHATTEST_TRACE also shows the stack trace.
            await errors.WriteLineAsync(
                Environment.GetEnvironmentVariable("OAUTHATTEST_TRACE") is { Length: > 0 }
                    ? failure.ToString()
                    : $"Failed: {failure.Message}"
            );
            return Failed;
        }
    }
}
