using System.Diagnostics.CodeAnalysis;
using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations;

/// <summary>Where a feed reads: a provider, or for the roster also a query. Stored by name.</summary>
public enum FeedSource
{
    Okta = 2,
    Entra = 3,
    Google = 4,

    /// <summary>The query of the roster (<c>Roster:Query</c>).</summary>
    Query = 5,
}

public static class FeedSources
{
    /// <summary>The name in keys, messages and the audit log.</summary>
    [SuppressMessage("Globalization", "CA1308:Normalize strings to uppercase", Justification = "Keys are lower case.")]
    public static string Slug(this FeedSource source) => source.ToString().ToLowerInvariant();

    /// <summary>The provider whose log is read.</summary>
    public static FeedSource Feed(this ConsentSource source) => source switch
    {
        ConsentSource.Okta => FeedSource.Okta,
        ConsentSource.Entra => FeedSource.Entra,
        ConsentSource.Google => FeedSource.Google,
        _ => throw new InvalidOperationException($"{source} has no log that is read."),
    };
}
