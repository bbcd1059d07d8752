using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Polling;

/// <summary>How far a provider's audit log was read.</summary>
public sealed class PollWatermark
{
    public required ConsentSource Source { get; init; }

    /// <summary>Everything before it was read to the end.</summary>
    public required DateTimeOffset ReadUntil { get; set; }

    public DateTimeOffset? LastSucceededAt { get; set; }

    public DateTimeOffset? LastFailedAt { get; set; }

    public string? LastFailure { get; set; }
}
