namespace OAuthAttest.Escalations;

public enum EscalationVerdict
{
    /// <summary>Nobody is bothered; the audit entry says which rule decided.</summary>
    Exit = 1,

    Escalate = 2,
}
