using OAuthAttest.Addresses;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>Whether somebody is another person than those who have a hand in a matter already.</summary>
internal static class SecondPerson
{
    /// <summary>
    /// Whether the record names this person as the one who made the change: by the session's name or the user's, which Identity Center and
    /// SAML make of the address.
    /// </summary>
    public static bool MadeIt(string email, ScopeChange change)
    {
        IEnumerable<string?> names = [change.Actor.Session, .. change.Actor.Names.Select(LastPart)];
        var local = email[..email.IndexOf('@', StringComparison.Ordinal)];
        return names.OfType<string>().Any(name =>
            EmailAddress.IsOne(name) ? EmailAddress.AreSame(name, email) : name.Equals(local, StringComparison.OrdinalIgnoreCase));
    }

    private static string LastPart(string arn) => arn[(arn.LastIndexOfAny(['/', ':']) + 1)..];
}
