namespace OAuthAttest.Orchestrations;

/// <summary>What an orchestration is for.</summary>
public enum OrchestrationKind
{
    Campaign = 1,
    Shard = 2,
    Participant = 3,
    Escalation = 4,
    Revocation = 5,
}
