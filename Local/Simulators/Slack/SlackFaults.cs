using System.Collections.Concurrent;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>The faults of the simulated workspace, by Web API method.</summary>
public sealed class SlackFaults : FaultScript<SlackFault>
{
    /// <summary>Slack's error with which every direct message is refused; null: none is. As when the app's messages tab is off.</summary>
    public string? DirectMessages { get; set; }

    /// <summary>The error with which every call of a method is refused, as long as it stands here.</summary>
    public ConcurrentDictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

    internal string? RefusalOf(string method, string? channel) =>
        Refused.TryGetValue(method, out var error) ? error
        : method == "chat.postMessage" && channel is ['U' or 'W' or 'D', ..] ? DirectMessages
        : null;
}
