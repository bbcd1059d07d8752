using OAuthAttest.Configuration;
using OAuthAttest.Slack;
using OAuthAttest.WorkingTime;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>The simulated workspace and app.</summary>
public sealed record SlackSimulatorOptions
{
    public string BotToken { get; init; } = "xoxb-simulated-token";

    public string SigningSecret { get; init; } = "simulated-signing-secret";

    public string TeamId { get; init; } = "T0SIMULATE";

    public string TeamName { get; init; } = "Simulated";

    /// <summary>The organization that the workspace is in; null: none.</summary>
    public string? EnterpriseId { get; init; }

    /// <summary>The token holds for the whole organization: calls that list must name the workspace.</summary>
    public bool IsOrganizationToken { get; init; }

    public string BotUserId { get; init; } = "U0BOT";

    /// <summary>The token's scopes; a method whose scope is missing answers missing_scope.</summary>
    public IReadOnlySet<string> Scopes { get; init; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "chat:write", "im:write", "im:history", "users:read", "users:read.email",
    };

    /// <summary>Posts per minute in the workspace; null: no limit.</summary>
    public int? PostsPerMinute { get; init; }

    /// <summary>Posts per second and channel; null: no limit. Slack documents about one.</summary>
    public int? PostsPerChannelAndSecond { get; init; }

    /// <summary>Calls per minute by method, for other methods; one that is not listed has no limit.</summary>
    public IReadOnlyDictionary<string, int> CallsPerMinute { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The largest page of users.list, whatever size is requested.</summary>
    public int LargestPage { get; init; } = 1000;

    /// <summary>The delay of every call.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>The settings that point the functions at the workspace.</summary>
    public IReadOnlyDictionary<string, string?> Settings(Uri baseUrl, string leadChannel) =>
        new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [SettingKey.Of<SlackOptions>(slack => slack.BotToken)] = BotToken,
            [SettingKey.FirstOf<SlackOptions>(slack => slack.SigningSecrets)] = SigningSecret,
            [SettingKey.Of<SlackOptions>(slack => slack.BaseUrl)] = baseUrl.AbsoluteUri,
            [SettingKey.Of<SlackOptions>(slack => slack.LeadChannel)] = leadChannel,
            // Simulated people never sleep, and whoever tries the app at night wants to see something.
            [SettingKey.Of<SlackOptions>(slack => slack.SendingHours)] = HoursAttribute.Always,
        };
}
