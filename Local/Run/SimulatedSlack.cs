using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Grants;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;

namespace OAuthAttest.Local.Run;

/// <summary>What stands in for Slack while nobody has configured it: a simulated workspace with the people of the directory.</summary>
internal static class SimulatedSlack
{
    private const string LeadChannel = "C0SECURITY";

    /// <summary>Settings that are complete and lead nowhere, for what renders messages and sends none.</summary>
    public static IReadOnlyDictionary<string, string?> Nowhere { get; } = Settings(new SlackSimulatorOptions(), new Uri("http://127.0.0.1:9/"));

    /// <summary>Whether no setting speaks of Slack; a half-finished configuration is a mistake, not a reason to simulate.</summary>
    public static bool IsNeeded(IEnumerable<string> settings) =>
        !settings.Any(key => key.StartsWith(SlackOptions.Section + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>The settings that point the functions at a workspace.</summary>
    public static Dictionary<string, string?> Settings(SlackSimulatorOptions workspace, Uri baseUrl) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Slack:BotToken"] = workspace.BotToken,
        ["Slack:SigningSecrets:0"] = workspace.SigningSecret,
        ["Slack:BaseUrl"] = baseUrl.AbsoluteUri,
        ["Slack:LeadChannel"] = LeadChannel,
    };

    /// <summary>Makes everybody of the directory a member, so that campaigns reach them.</summary>
    public static async Task FillAsync(SlackSimulator slack, LocalHost host, CancellationToken cancellation)
    {
        slack.InteractionsUrl = new Uri(host.BaseUri, "api/slack/interactions");
        slack.Add(new SimulatedChannel { Id = LeadChannel });
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<OAuthAttestDb>>().CreateDbContextAsync(cancellation);
        var people = db.Users.AsNoTracking()
            .Where(user => user.Email != null && user.VanishedAt == null)
            .OrderBy(user => user.Status == AccountStatus.Deactivated)
            .ThenBy(user => user.Id)
            .Select(user => new { user.Id, user.Email, user.DisplayName, user.Status })
            .AsAsyncEnumerable();
        // Two accounts with one address are one member, deactivated only when both are.
        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var person in people.WithCancellation(cancellation))
        {
            if (known.Add(person.Email!))
            {
                slack.Add(new SimulatedUser
                {
                    Id = $"U{person.Id:D8}",
                    Email = person.Email,
                    RealName = person.DisplayName ?? person.Email!,
                    IsDeleted = person.Status == AccountStatus.Deactivated,
                });
            }
        }
    }
}
