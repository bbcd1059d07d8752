namespace OAuthAttest.ScopeAudits;

/// <summary>Whether a change was made with a second factor, as far as AWS recorded it.</summary>
/// <param name="Reason">Why it is not recorded, or what the statement is worth.</param>
public sealed record MfaStatement(Mfa Value, string Reason);

public enum Mfa
{
    /// <summary>AWS says nothing, or nothing that can be trusted: a second factor may have been there or not.</summary>
    NotRecorded = 0,

    /// <summary>AWS saw the second factor.</summary>
    Yes,

    /// <summary>AWS saw the sign-in, and no second factor.</summary>
    No,
}
