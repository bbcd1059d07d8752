using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Google;

/// <summary>
/// When each account last consented to each app, and when the app last used the grant, from the Reports API. It goes back 180 days, so
/// for an app that is not in it the last use is unknown; that does not mean unused.
/// </summary>
internal sealed class GoogleTokenHistory(GoogleAccounts accounts, Reading reading)
{
    private readonly Dictionary<(string UserId, string ClientId), (DateTimeOffset? Authorized, DateTimeOffset? Used)> times = [];

    public void Add(GoogleActivity activity)
    {
        if (reading.Known(activity.Id?.Time) is not { } time || (activity.Actor?.ProfileId ?? activity.Actor?.Email) is not { } actor)
            return;
        foreach (var entry in (activity.Events ?? []).OfType<GoogleEvent>())
        {
            var named = entry.Parameters?.OfType<GoogleParameter>().FirstOrDefault(parameter => parameter.Name == "client_id");
            if (named?.Value is not { } client)
                continue;
            var key = (accounts.IdOf(actor), client);
            var known = times.GetValueOrDefault(key);
            if (entry.Name == "authorize")
                times[key] = known with { Authorized = Later(known.Authorized, time) };
            else if (entry.Name == "activity")
                times[key] = known with { Used = Later(known.Used, time) };
        }
    }

    public (DateTimeOffset? Authorized, DateTimeOffset? Used) Of(string userId, string clientId) =>
        times.GetValueOrDefault((userId, clientId));

    private static DateTimeOffset Later(DateTimeOffset? known, DateTimeOffset time) => known > time ? known.Value : time;
}
