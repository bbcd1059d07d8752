using OAuthAttest.Addresses;

namespace OAuthAttest.ScopeAudits.Verifying;

/// <summary>
/// Whether a person made a change, as far as the record names people: the session of a role, the name of a user, and what the roles began
/// with have an address, or what stands before its @, where a person signed in. A session that an application named tells nothing.
/// </summary>
internal static class ChangeMaker
{
    public static bool IsOne(Actor actor, string email)
    {
        var local = email[..email.IndexOf('@', StringComparison.Ordinal)];
        return Names(actor).Any(name =>
            EmailAddress.AreSame(name, email) || string.Equals(name, local, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the record has an address of anybody.</summary>
    public static bool IsNamed(Actor actor) => Names(actor).Any(name => EmailAddress.Of(name) is not null);

    /// <summary>The last part of an ARN or of a sentence is the name.</summary>
    private static IEnumerable<string> Names(Actor actor) =>
        new[] { actor.Principal, actor.Session }.Concat(actor.Names).Concat(actor.Through).OfType<string>()
            .Select(text => text[(text.AsSpan().LastIndexOfAny('/', ' ', ':') + 1)..])
            .Where(name => name.Length > 0);
}
