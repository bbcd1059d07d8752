namespace OAuthAttest.Functions.Rehearsals;

/// <summary>The state of a rehearsal.</summary>
public enum RehearsalState
{
    Running = 1,
    Completed = 2,
    Failed = 3,
}
