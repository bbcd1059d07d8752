using System.Text.Json;
using OAuthAttest.Local.Simulators.Slack;

namespace OAuthAttest.Local.Demo;

/// <summary>The sample exports, which the build puts beside the program.</summary>
internal static class SampleFiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "samples");

    /// <summary>Adds the members of the sample workspace (users.list format).</summary>
    public static async Task FillWorkspaceAsync(SlackSimulator slack, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(Path.Combine(Folder, "slack-directory.json"));
        using var directory = await JsonDocument.ParseAsync(file, cancellationToken: cancellation);
        foreach (var member in directory.RootElement.GetProperty("members").EnumerateArray())
        {
            slack.Add(new SimulatedUser
            {
                Id = member.GetProperty("id").GetString()!,
                RealName = member.GetProperty("real_name").GetString()!,
                Email = member.GetProperty("profile").TryGetProperty("email", out var email) ? email.GetString() : null,
                IsDeleted = member.GetProperty("deleted").GetBoolean(),
                IsBot = member.GetProperty("is_bot").GetBoolean() || member.GetProperty("id").GetString() == "USLACKBOT",
            });
        }
    }
}
