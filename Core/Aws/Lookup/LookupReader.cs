using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.CloudTrail;

namespace OAuthAttest.Aws.Lookup;

/// <summary>
/// Reads all pages of one event's name in a window. That none is left out AWS does not say, so each seam between two pages, and both ends,
/// are asked about once more: what comes to light there was missing.
/// </summary>
internal sealed class LookupReader(LookupClient client, EventNames wanted)
{
    /// <summary>Fifty thousand events: eight minutes at the rate that AWS gives.</summary>
    private const int MostPages = 1_000;

    /// <summary>These speak of one look-up, and not of the caller.</summary>
    private static readonly string[] OfTheQuery = ["InvalidNextTokenException", "InvalidTimeRangeException",
        "InvalidLookupAttributesException", "InvalidMaxResultsException"];

    /// <param name="eventName">The name.</param>
    /// <param name="window">The time.</param>
    /// <param name="found">Gets each record once.</param>
    /// <param name="cancellation">Stops between two pages.</param>
    public async Task<LookupOutcome> ReadAsync(
        string eventName, LookupWindow window, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        var walk = new LookupWalk(eventName, window, wanted, found);
        try
        {
            await PagesAsync(walk, window.From, window.Last, walk.TakeInOrder, cancellation);
            foreach (var (first, last) in walk.Seams)
                await PagesAsync(walk, first, last, walk.TakeAgain, cancellation);
        }
        catch (AwsUnavailableException e)
        {
            walk.Outcome.Tell(e.Message);
            walk.Outcome.Fault = LookupFault.Unavailable;
        }
        catch (AwsRejectedException e)
        {
            walk.Outcome.Tell(e.Message);
            walk.Outcome.Fault = OfTheQuery.Contains(e.Code, StringComparer.Ordinal) ? LookupFault.None : LookupFault.Refused;
        }
        return walk.Outcome;
    }

    /// <summary>Follows the tokens to the end, or to a page that shows that there is none.</summary>
    private async Task PagesAsync(
        LookupWalk walk, DateTimeOffset first, DateTimeOffset last, Action<LookupPage> take, CancellationToken cancellation)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            var page = await client.PageAsync(walk.EventName, first, last, token, cancellation);
            walk.Outcome.Pages++;
            take(page);
            token = page.NextToken;
            if (token is not null && (!tokens.Add(token) || tokens.Count >= MostPages))
            {
                walk.Outcome.Tell($"its pages do not end, or are more than {MostPages}");
                return;
            }
        }
        while (token is not null);
    }
}
