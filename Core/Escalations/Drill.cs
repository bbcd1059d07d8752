using System.Globalization;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;

namespace OAuthAttest.Escalations;

/// <summary>
/// A drill tries the whole alerting with the real services: page, channel, Datadog, acknowledgement, resolution. It is an escalation of
/// its own source, so that its keys (<c>drill-…</c>) tell in every service and in the evidence what it is. It counts in no metric of
/// incidents, revokes nothing, and resolves by itself.
/// </summary>
public static class Drill
{
    /// <summary>The page's words, before anything else.</summary>
    public const string Mark = "DRILL";

    /// <summary>How long it waits to be acknowledged.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>It stays acknowledged for so long, so that people see it in each service.</summary>
    public static readonly TimeSpan Shown = TimeSpan.FromSeconds(30);

    private const string KeyPrefix = "drill-";

    /// <summary>Its provider; no real one has the name, so that no revoker and no scope dictionary applies.</summary>
    public static ProviderName Provider { get; } = ProviderName.Parse("drill");

    /// <summary>Whether the incident or alert with this dedup key is a drill.</summary>
    public static bool Is(string dedupKey) =>
        dedupKey.StartsWith(IncidentKeys.Prefix + KeyPrefix, StringComparison.Ordinal);

    /// <summary>The consent that nobody gave.</summary>
    /// <param name="requestedBy">Who started it.</param>
    public static ConsentEvent Consent(string requestedBy, DateTimeOffset now)
    {
        var id = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        return new ConsentEvent
        {
            Source = ConsentSource.Drill,
            EventKey = id,
            Provider = Provider,
            OccurredAt = now,
            Who = new ConsentingPerson(null, null, $"a drill started by {requestedBy}"),
            // An app of its own, so that it never joins another drill's incident.
            App = new ConsentedApp($"{KeyPrefix}{id}", "no app"),
            Scopes = [],
            ConsentType = ConsentType.Principal,
        };
    }
}
