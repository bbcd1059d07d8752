using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks.Okta;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Polling.Feeds;

/// <summary>Okta's System Log. Two of its consent events are delivered to no event hook and are only seen here.</summary>
/// <remarks>
/// https://developer.okta.com/docs/reference/system-log-query/. A query with an end may miss records that are written late: the next
/// poll finds them, because it overlaps.
/// </remarks>
internal sealed class OktaFeed : IConsentFeed
{
    private const int EventsAPage = 500;
    private static readonly string[] EventTypes =
    [
        OktaLogEvent.CustomServerConsent,
        OktaLogEvent.OrgServerConsent,
        OktaLogEvent.AdminConsent,
        OktaLogEvent.ClientPrivilege,
    ];

    private readonly OktaConnection connection;
    private readonly ProviderApi? api;

    public OktaFeed(IHttpClientFactory clients, IOptions<PollingOptions> options, TimeProvider clock)
    {
        connection = options.Value.Okta.Connection;
        if (connection.IsConfigured)
        {
            api = new ProviderApi(
                clients,
                new ProviderAccess("Okta", connection.BaseUrl!, connection.RequestTimeout, new OktaAuthorization(connection.ApiToken!)),
                clock
            );
        }
    }

    public ConsentSource Source => ConsentSource.Okta;

    public bool IsConfigured => api is not null;

    public async IAsyncEnumerable<FeedPage> ReadAsync(
        DateTimeOffset from,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var okta = api ?? throw new InvalidOperationException("Okta is not configured.");
        var filter = string.Join(" or ", EventTypes.Select(type => $"eventType eq \"{type}\""));
        var first = okta.Address(
            string.Create(
                CultureInfo.InvariantCulture,
                $"api/v1/logs?since={Time(from)}&until={Time(until)}"
                    + $"&filter={Uri.EscapeDataString(filter)}&sortOrder=ASCENDING&limit={EventsAPage}"
            )
        );
        await foreach (var answer in okta.PagesAsync(first, ProviderPages.OfOkta, cancellation))
        {
            // A page without events is the last, even if it has a next link: Okta always returns one for a log that is still growing.
            var events = answer.Whole().ToList();
            if (events.Count == 0)
                yield break;
            yield return FeedPage.Of(events, (entry, i) => [OktaLogEvent.Read(entry, "".At(i), connection.BaseUrl!.IdnHost)]);
        }
    }

    private static string Time(DateTimeOffset at) =>
        Uri.EscapeDataString(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
