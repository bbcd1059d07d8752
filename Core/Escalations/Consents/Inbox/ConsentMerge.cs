using OAuthAttest.Grants;
using OAuthAttest.Identity.MicrosoftGraph;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>
/// Merges the facts that two deliveries reported about one consent. Commutative, associative and idempotent: deliveries come in any
/// order, more than once, and at several machines at a time, and the row must be the same. Where two values contradict each other the
/// more dangerous one wins; of two texts the longer one.
/// </summary>
internal static class ConsentMerge
{
    /// <returns>An object of the first argument's type: an event for an event, facts for facts.</returns>
    public static T Join<T>(T a, ConsentFacts b)
        where T : ConsentFacts => (T)Joined(a, b);

    private static ConsentFacts Joined(ConsentFacts a, ConsentFacts b) =>
        a with
        {
            Provider = string.CompareOrdinal(a.Provider.ToString(), b.Provider.ToString()) <= 0 ? a.Provider : b.Provider,
            OccurredAt = a.OccurredAt <= b.OccurredAt ? a.OccurredAt : b.OccurredAt,
            Who = new ConsentingPerson(
                Fuller(a.Who.ExternalId, b.Who.ExternalId),
                Fuller(a.Who.Email, b.Who.Email),
                Fuller(a.Who.Name, b.Who.Name),
                a.Who.IsApp || b.Who.IsApp,
                Fuller(a.Who.ClientId, b.Who.ClientId)
            ),
            Principals = Union(a.Principals, b.Principals),
            App = new ConsentedApp(
                ClientId(a.App.ClientId, b.App.ClientId),
                Fuller(a.App.Name, b.App.Name),
                Fuller(a.App.Publisher, b.App.Publisher),
                a.App.IsPublisherVerified is false || b.App.IsPublisherVerified is false
                    ? false
                    : a.App.IsPublisherVerified ?? b.App.IsPublisherVerified,
                Later(a.App.RegisteredAt, b.App.RegisteredAt),
                Fuller(a.App.ObjectId, b.App.ObjectId)
            ),
            Scopes = Union(a.Scopes, b.Scopes),
            EarlierScopes = Earlier(a, b),
            ConsentType = (ConsentType)Math.Max((int)a.ConsentType, (int)b.ConsentType),
            IsAdminConsent = a.IsAdminConsent is true || b.IsAdminConsent is true ? true : a.IsAdminConsent ?? b.IsAdminConsent,
            Tenant = Fuller(a.Tenant, b.Tenant),
            IpAddress = Fuller(a.IpAddress, b.IpAddress),
            UserAgent = Fuller(a.UserAgent, b.UserAgent),
            IsPushExpected = a.IsPushExpected || b.IsPushExpected,
        };

    /// <summary>
    /// Whether a decision could differ: <paramref name="joined"/> has facts that <paramref name="known"/> lacks. An earlier time alone does
    /// not count: the records of one consent are written within moments of each other. Nor does another name of a tenant that was known.
    /// </summary>
    public static bool AddsFacts(ConsentFacts known, ConsentFacts joined) =>
        joined with
        {
            OccurredAt = known.OccurredAt,
            Scopes = known.Scopes,
            EarlierScopes = known.EarlierScopes,
            Principals = known.Principals,
            IsPushExpected = known.IsPushExpected,
            Tenant = known.Tenant ?? joined.Tenant,
        } != known
        || !joined.Scopes.SequenceEqual(known.Scopes, StringComparer.Ordinal)
        || !joined.EarlierScopes.SequenceEqual(known.EarlierScopes, StringComparer.Ordinal)
        || !joined.Principals.SequenceEqual(known.Principals, StringComparer.Ordinal);

    /// <summary>
    /// Whether the app may do more, for more people, or is more suspect, than was known; names and ids alone do not count.
    /// </summary>
    public static bool Widens(ConsentFacts known, ConsentFacts joined) =>
        joined.Scopes.Count > known.Scopes.Count
        || joined.ConsentType > known.ConsentType
        || (joined.IsAdminConsent == true && known.IsAdminConsent != true)
        || (joined.App.IsPublisherVerified == false && known.App.IsPublisherVerified != false)
        || joined.App.RegisteredAt != known.App.RegisteredAt
        || (joined.Who.Email ?? joined.Who.ExternalId) != (known.Who.Email ?? known.Who.ExternalId)
        || joined.Principals.Except(known.Principals, StringComparer.Ordinal).Any();

    private static IReadOnlyList<string> Union(IReadOnlyList<string> a, IReadOnlyList<string> b) =>
        a.SequenceEqual(b, StringComparer.Ordinal) ? a : [.. a.Union(b, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    // What one of the records shows as added is new, whatever the other says of it.
    private static IReadOnlyList<string> Earlier(ConsentFacts a, ConsentFacts b)
    {
        if (a.EarlierScopes.Count == 0 && b.EarlierScopes.Count == 0)
            return [];
        var addedByB = b.Scopes.Except(b.EarlierScopes, StringComparer.Ordinal);
        var added = a.Scopes.Except(a.EarlierScopes, StringComparer.Ordinal).Union(addedByB, StringComparer.Ordinal);
        return
        [
            .. a.EarlierScopes.Union(b.EarlierScopes, StringComparer.Ordinal)
                .Except(added, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    // A client id is preferred to a service principal's object id, and either to an unknown client.
    private static string ClientId(string a, string b)
    {
        var (rankA, rankB) = (Rank(a), Rank(b));
        if (rankA != rankB)
            return rankA > rankB ? a : b;
        return string.CompareOrdinal(a, b) <= 0 ? a : b;
    }

    private static int Rank(string clientId)
    {
        if (clientId == OAuthApp.UnknownClientId)
            return 0;
        return clientId.StartsWith(EntraAppId.ObjectIdPrefix, StringComparison.Ordinal) ? 1 : 2;
    }

    private static string? Fuller(string? a, string? b)
    {
        if (a is null || b is null)
            return a ?? b;
        if (a.Length != b.Length)
            return a.Length > b.Length ? a : b;
        return string.CompareOrdinal(a, b) <= 0 ? a : b;
    }

    // A younger app is the more dangerous one.
    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b)
    {
        if (a is null || b is null)
            return a ?? b;
        return a > b ? a : b;
    }
}
