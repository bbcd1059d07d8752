using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>
/// When each account last signed in to each app, when anybody did, and when an app last signed in by itself, from the sign-in log. The
/// log goes back 30 days (https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention), so for an app
/// that is not in it the last use is unknown; that does not mean unused. Only successful sign-ins count.
/// </summary>
internal sealed class GraphSignIns(Reading reading)
{
    private readonly RowErrors errors = reading.Errors;
    private readonly Dictionary<string, string> texts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string User, string App), DateTimeOffset> byUser = [];
    private readonly Dictionary<string, DateTimeOffset> byAnybody = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DateTimeOffset> byItself = new(StringComparer.OrdinalIgnoreCase);

    public void Add(GraphSignIn signIn, RecordOrigin origin)
    {
        var app = errors.Identifier(origin, "appId", signIn.AppId, RecordLimits.ClientId);
        if (signIn.CreatedDateTime is null)
            errors.Add(origin, "createdDateTime", "is missing");
        if (signIn.Status?.ErrorCode is null)
            errors.Add(origin, "status.errorCode", "is missing: nothing else tells whether the sign-in succeeded");
        if (app is null || reading.Known(signIn.CreatedDateTime) is not { } at || signIn.Status?.ErrorCode is not 0)
            return;
        if (!string.IsNullOrEmpty(signIn.UserId))
        {
            Keep(byUser, (Pooled(signIn.UserId), Pooled(app)), at);
            Keep(byAnybody, app, at);
        }
        else if (!string.IsNullOrEmpty(signIn.ServicePrincipalId))
        {
            Keep(byItself, app, at);
        }
    }

    public DateTimeOffset? OfUser(string userId, string clientId) =>
        texts.TryGetValue(userId, out var user) && texts.TryGetValue(clientId, out var app) && byUser.TryGetValue((user, app), out var at)
            ? at
            : null;

    public DateTimeOffset? OfAnybody(string clientId) => byAnybody.TryGetValue(clientId, out var at) ? at : null;

    public DateTimeOffset? OfTheAppItself(string clientId) => byItself.TryGetValue(clientId, out var at) ? at : null;

    // A log has thousands of lines for one account and app: all share one string, regardless of case.
    private string Pooled(string text)
    {
        if (texts.TryGetValue(text, out var known))
            return known;
        texts.Add(text, text);
        return text;
    }

    private static void Keep<TKey>(Dictionary<TKey, DateTimeOffset> times, TKey key, DateTimeOffset at)
        where TKey : notnull
    {
        if (!times.TryGetValue(key, out var known) || known < at)
            times[key] = at;
    }
}
