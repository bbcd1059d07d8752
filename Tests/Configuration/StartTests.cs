using System.Diagnostics;
using Xunit;

namespace OAuthAttest.Tests.Configuration;

/// <summary>What somebody sees who starts the app with wrong settings; each start is a separate process.</summary>
public sealed class StartTests
{
    public static TheoryData<string> Apps => ["Functions", "Local"];

    [Theory]
    [MemberData(nameof(Apps))]
    public async Task Start_WithMistakes_EndsWithOneMessageAndCodeTwo(string app)
    {
        var (code, output) = await StartAsync(app, new()
        {
            ["Slack__PacePerMinute"] = "abc",
            ["Slack__PacePerMinut"] = "100",
            ["Campaign__Silence"] = "2",
            ["CampaignSchedule"] = "quarterly",
        });

        Assert.Equal(
            """
            The configuration is not complete:
              - Campaign:Silence is '2': it must be one of Revoke, Keep, AskManager.
              - CampaignSchedule is 'quarterly': it must be an NCRONTAB expression of six fields, seconds first.
              - Slack:PacePerMinute is 'abc': it must be a whole number.
              - Slack:PacePerMinut is not a setting. Did you mean Slack:PacePerMinute?
            """.ReplaceLineEndings("\n"),
            output.Trim().ReplaceLineEndings("\n"));
        Assert.Equal(2, code);
    }

    private static async Task<(int Code, string Output)> StartAsync(string app, Dictionary<string, string> settings)
    {
        var folder = Directory.CreateTempSubdirectory("oauthattest-start-");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        start.ArgumentList.Add(Built(app));
        start.ArgumentList.Add("run");
        foreach (var (name, value) in AllSettings.Filled().Where(setting => setting.Value is not (null or "")))
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            var outputs = await Task.WhenAll(process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, string.Concat(outputs));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The project's own output folder, where the app has the packages that it was built with.</summary>
    private static string Built(string app) =>
        Path.Combine(
            RepositoryFiles.Root,
            app,
            Path.GetRelativePath(RepositoryFiles.PathOf("Tests"), AppContext.BaseDirectory),
            $"OAuthAttest.{app}.dll"
        );
}
