using System.Diagnostics.CodeAnalysis;

namespace OAuthAttest.Escalations.Consents;

/// <summary>What a consent was learnt from; its lower-case name is the last part of <c>/api/consents/{source}</c>.</summary>
public enum ConsentSource
{
    /// <summary>Our own contract, signed as specified by Standard Webhooks.</summary>
    Standard = 1,
    Okta = 2,
    Entra = 3,
    Google = 4,
    Auth0 = 5,
    GitHub = 6,

    /// <summary>A drill: made by this app to try the alerting, delivered by nobody.</summary>
    Drill = 7,
}

public static class ConsentSources
{
    /// <summary>The sources that deliver consents: all but the drill.</summary>
    public static IReadOnlyList<ConsentSource> Delivering { get; } =
        [.. Enum.GetValues<ConsentSource>().Where(source => source != ConsentSource.Drill)];

    /// <summary>The name in routes, settings and ids.</summary>
    [SuppressMessage("Globalization", "CA1308:Normalize strings to uppercase", Justification = "Routes and ids are lower case.")]
    public static string Slug(this ConsentSource source) => source.ToString().ToLowerInvariant();

    /// <summary>Parses the exact lower-case name; there is no other conversion from text.</summary>
    public static bool TryParse(string? text, out ConsentSource source)
    {
        foreach (var known in Enum.GetValues<ConsentSource>())
        {
            source = known;
            if (text == known.Slug())
                return true;
        }
        source = default;
        return false;
    }
}
