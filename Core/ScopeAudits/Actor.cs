namespace OAuthAttest.ScopeAudits;

/// <summary>Who made a change.</summary>
/// <param name="Type">The type of identity as CloudTrail names it; null: the record has none.</param>
/// <param name="Principal">
/// The role of a session, the user, the AWS service: what an approval names. Null: the record does not tell.
/// </param>
/// <param name="Names">Every text by which an approval may name the actor; the principal is the first.</param>
/// <param name="Session">The session's name, which is the person where Identity Center or SAML made the session.</param>
/// <param name="Through">How the actor came to be that: provider, source identity, calling service.</param>
/// <param name="IsUnderstood">Whether the type of identity is one that is known.</param>
public sealed record Actor(
    string? Type,
    string? Principal,
    IReadOnlyList<string> Names,
    string? Session,
    IReadOnlyList<string> Through,
    bool IsUnderstood
);
