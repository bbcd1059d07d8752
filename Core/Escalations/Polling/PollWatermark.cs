using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Polling;

/// <summary>How far a provider's audit log was read.</summary>
public sealed class PollWatermark
{
    public required ConsentSource Source { get; init; }

    public required FeedPart Part { get; init; }

    /// <summary>Everything before it was read to the end.</summary>
    public required DateTimeOffset ReadUntil { get; set; }

    /// <summary>How many polls in a row reached the end and left it where it was, because of records that could not be read.</summary>
    public int HeldPolls { get; set; }
}
