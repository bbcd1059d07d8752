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
        // The account was deactivated after the question, or does not take messages any more.
        (ParticipantState.Asked, ParticipantState.Unreachable) => true,
        // Slack has an account now; or the one that was asked is active again; or somebody else answered everything.
        (ParticipantState.Unreachable, ParticipantState.Waiting or ParticipantState.Asked or ParticipantState.Done) => true,
        // Reopened: an answer was taken back or made void. Who could not be reached still cannot.
        (ParticipantState.Done, ParticipantState.Asked or ParticipantState.Unreachable) => true,
        _ => false,
    };
}
