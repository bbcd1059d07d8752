namespace OAuthAttest.Campaigns;

/// <summary>The state of asking one person.</summary>
public enum ParticipantState
{
    Waiting = 1,
    Asked = 2,

    /// <summary>The question could not be delivered, or the person cannot be written to any more.</summary>
    Unreachable = 3,

    /// <summary>Everything is answered and the correction window is over.</summary>
    Done = 4,
}
