namespace OAuthAttest.Functions.Rehearsals;

/// <summary>Where a rehearsal stands.</summary>
public enum RehearsalState
{
    Running = 1,
    Completed = 2,
    Failed = 3,
}
