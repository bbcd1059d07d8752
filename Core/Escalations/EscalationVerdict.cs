namespace OAuthAttest.Escalations;

public enum EscalationVerdict
{
    /// <summary>Nobody is paged; the audit entry names the rule that decided.</summary>
    Exit = 1,

    Escalate = 2,
}
