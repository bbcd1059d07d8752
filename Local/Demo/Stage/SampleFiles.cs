using System.Text.Json;
using OAuthAttest.Local.Simulators.Slack;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>The sample exports, which the build copies next to the program.</summary>
internal static class SampleFiles
{
    public const string LeadEmail = "ines.okafor@northwind-maps.example";

    /// <summary>May approve what is done in AWS, as the lead may.</summary>
    public const string SecondApprover = "henrik.lund@northwind-maps.example";

    public const string ExcludedApp = "payroll";

    /// <summary>Merge Badger, whose grant gets more scopes in the middle of the campaign.</summary>
    public const string GrowingApp = "Iv1.69b3a74adfe66c07";

    /// <summary>Repo Mirror, whose people have all left.</summary>
    public const string DepartedApp = "Iv1.0dd5c0ffee5eed01";

    /// <summary>Who has two accounts in Slack.</summary>
    private const string TwiceInSlack = "sunniva.haug@northwind-maps.example";

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
        slack.Add(new SimulatedUser { Id = "U07SUNNIVA2", RealName = "Sunniva Haug (old)", Email = TwiceInSlack });
    }
}
