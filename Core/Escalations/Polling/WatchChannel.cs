using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Polling;

public enum WatchChannelState
{
    /// <summary>It was, or is about to be, asked for: the provider may have opened it.</summary>
    Opening = 1,

    Open = 2,

    /// <summary>It was stopped, because a newer one took its place.</summary>
    Stopped = 3,

    /// <summary>The provider opened it and the answer was lost, so it cannot be stopped; it ends by itself.</summary>
    Lost = 4,
}

/// <summary>A channel through which a provider pushes its records, until it ends.</summary>
public sealed class WatchChannel
{
    /// <summary>Our id of the channel, stored before it is sent: a repeated request opens no second one.</summary>
    public required string Id { get; init; }

    public required ConsentSource Source { get; init; }

    /// <summary>Which of the provider's logs it pushes.</summary>
    public required FeedPart Part { get; init; }

    public required WatchChannelState State { get; set; }

    /// <summary>A digest of the log, the address and the token that it pushes to: where they changed, it is opened anew.</summary>
    public required string Target { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? OpenedAt { get; set; }

    /// <summary>When the provider ends it.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The provider's id of what is watched; needed to stop the channel.</summary>
    public string? ResourceId { get; set; }

    public bool IsLive(DateTimeOffset now) => State == WatchChannelState.Open && ExpiresAt > now;
}
