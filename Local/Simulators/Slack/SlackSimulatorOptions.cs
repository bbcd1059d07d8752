namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>The simulated workspace and app.</summary>
public sealed record SlackSimulatorOptions
{
    public string BotToken { get; init; } = "xoxb-simulated-token";

    public string SigningSecret { get; init; } = "simulated-signing-secret";

    public string TeamId { get; init; } = "T0SIMULATE";

    public string TeamName { get; init; } = "Simulated";

    public string BotUserId { get; init; } = "U0BOT";

    /// <summary>What the token may do; a method whose scope is missing answers missing_scope.</summary>
    public IReadOnlySet<string> Scopes { get; init; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "chat:write", "im:write", "im:history", "users:read", "users:read.email",
    };

    /// <summary>Posts a minute over the workspace; null: no limit.</summary>
    public int? PostsPerMinute { get; init; }

    /// <summary>Posts a second and channel; null: no limit. Slack documents about one.</summary>
    public int? PostsPerChannelAndSecond { get; init; }

    /// <summary>Calls a minute of any other method; a method that is not named has no limit.</summary>
    public IReadOnlyDictionary<string, int> CallsPerMinute { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The most users a page of users.list holds, whatever is asked for.</summary>
    public int LargestPage { get; init; } = 1000;

    /// <summary>How long every call takes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
