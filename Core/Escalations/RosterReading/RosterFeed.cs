using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations.RosterReading;

/// <summary>A source of the roster that the timer reads.</summary>
/// <param name="Source">Where it reads; its name is that of the <see cref="RosterSource"/> too.</param>
/// <param name="Open">Makes a reader for one reading.</param>
public sealed record RosterFeed(FeedSource Source, Func<IRosterReader> Open)
{
    public string Name => Source.Slug();
}
