using System.CommandLine;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Postgres;
using Xunit;

namespace OAuthAttest.Tests.Local.CommandLine;

public sealed class VerbRunnerTests
{
    public static TheoryData<string, int> Failures => new()
    {
        { nameof(LocalConfigurationException), 2 },
        { nameof(PrivateClusterException), 1 },
        { nameof(OperationCanceledException), 130 },
        { nameof(InvalidOperationException), 1 },
        { "none", 7 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task RunAsync_VerbEnds_GivesItsExitCode(string failure, int expected)
    {
        var verb = new Command("try");
        verb.SetAction((_, _) => failure switch
        {
            nameof(LocalConfigurationException) => throw new LocalConfigurationException("wrong"),
            nameof(PrivateClusterException) => throw new PrivateClusterException("no database"),
            nameof(OperationCanceledException) => throw new OperationCanceledException(),
            nameof(InvalidOperationException) => throw new InvalidOperationException("broken"),
            _ => Task.FromResult(7),
        });

        Assert.Equal(expected, await VerbRunner.RunAsync(new RootCommand { verb }, ["try"], TextWriter.Null, TextWriter.Null));
    }
}
