namespace OAuthAttest.Campaigns;

/// <summary>
/// The only place that defines a participant's state transitions. SQL statements that update many rows follow it (a test tries each).
/// </summary>
public static class ParticipantTransitions
{
    public static bool IsLegal(ParticipantState from, ParticipantState to) => (from, to) switch
    {
        (ParticipantState.Waiting, ParticipantState.Asked or ParticipantState.Unreachable) => true,
        (ParticipantState.Asked, ParticipantState.Done) => true,
        // Reopened: an answer was taken back or made void.
        (ParticipantState.Done, ParticipantState.Asked) => true,
        _ => false,
    };
}
