using System.CommandLine;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Sync;
using OAuthAttest.Tests.Identity.Live;
using Xunit;

namespace OAuthAttest.Tests.Local.Sync;

/// <summary>The sync from the command line.</summary>
public sealed class SyncVerbTests
{
    [Fact]
    public async Task Sync_WithoutConfiguration_NamesTheMissingKeys()
    {
        await using var database = await TestDatabase.CreateAsync();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{"Values":{}}""");

        var (exit, said) = await CapturedAsync(
            said => VerbRunner.RunAsync(
                new RootCommand { SyncVerb.Create() },
                ["sync", "--connection", database.ConnectionString, "--settings", file],
                said,
                said)
        );

        Assert.Equal(2, exit);
        foreach (var key in new[] { "Sync:Entra:TenantId", "Sync:Google:Subject", "Sync:Okta:ApiToken", "Sync:Postgres:MappingFile" })
            Assert.Contains(key, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_OfATenant_EndsWithATableAndExitsWell()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();

        var (isDone, said) = await CapturedAsync(said =>
            SyncVerb.RunAsync(world.Services, Terminal.Of(said, said), [], CancellationToken.None));

        Assert.True(isDone);
        Assert.Contains("succeeded", said, StringComparison.Ordinal);
        Assert.Equal(15, await world.ScalarAsync<long>("SELECT count(*) FROM grants"));
        Assert.Equal("local", (await world.RunAsync(1)).Trigger);
    }

    [Fact]
    public async Task Sync_ThatFails_SaysWhyAndExitsBadly()
    {
        await using var world = await SyncWorld.StartAsync(token: SyncWorld.RevokingToken);
        world.Fill();

        var (isDone, said) = await CapturedAsync(said =>
            SyncVerb.RunAsync(world.Services, Terminal.Of(said, said), ["entra"], CancellationToken.None));

        Assert.False(isDone);
        Assert.Contains("entra: nothing was changed. entra: Microsoft Graph refused the call (HTTP 403", said, StringComparison.Ordinal);
    }

    private static async Task<(T Result, string Said)> CapturedAsync<T>(Func<TextWriter, Task<T>> work)
    {
        await using var said = new StringWriter();
        return (await work(said), said.ToString());
    }
}
