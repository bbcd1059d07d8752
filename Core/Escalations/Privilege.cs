namespace OAuthAttest.Escalations;

public enum Privilege
{
    Standard = 1,
    Privileged = 2,

    /// <summary>The roster could not be read or is too old: the consent is escalated, never exited.</summary>
    Unknown = 3,
}
