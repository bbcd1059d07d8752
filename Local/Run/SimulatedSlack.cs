using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Grants;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;

namespace OAuthAttest.Local.Run;

/// <summary>The simulated workspace that replaces Slack while it is not configured; its members are the directory's people.</summary>
internal static class SimulatedSlack
{
    public const string LeadChannel = "C0SECURITY";

    /// <summary>Valid settings whose address nothing listens on, for code that renders messages and sends none.</summary>
    public static IReadOnlyDictionary<string, string?> Nowhere { get; } = new SlackSimulatorOptions().Settings(NowhereAddress, LeadChannel);

    private static Uri NowhereAddress => new("http://127.0.0.1:9/");

    /// <summary>Whether these are the settings of <see cref="Nowhere"/>.</summary>
    public static bool IsNowhere(SlackOptions options) => options.BaseUrl == NowhereAddress;

    /// <summary>Whether there is no Slack setting at all; a partly configured Slack is a mistake and is not simulated.</summary>
    public static bool IsNeeded(IEnumerable<string> settings) =>
        !settings.Any(key => key.StartsWith(SlackOptions.Section + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>Makes every account with an email a member of the workspace, so that campaigns can reach them.</summary>
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
        // Two accounts with the same email are one member, deactivated only when both accounts are.
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
