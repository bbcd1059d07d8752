using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks.Google;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Polling.Feeds;

/// <summary>The token report of Google's Admin SDK.</summary>
/// <remarks>https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list</remarks>
internal sealed class GoogleFeed : IConsentFeed
{
    private const string Scope = "https://www.googleapis.com/auth/admin.reports.audit.readonly";
    private const int ActivitiesAPage = 500;

    private readonly GoogleConnection connection;
    private readonly ProviderApi api;

    public GoogleFeed(IHttpClientFactory clients, IOptions<PollingOptions> options, TimeProvider clock)
    {
        connection = options.Value.Google.Connection;
        api = new ProviderApi(
            clients,
            new ProviderAccess("Google", connection.BaseUrl, connection.RequestTimeout, new GoogleAuthorization(connection, Scope)),
            clock
        );
    }

    public ConsentSource Source => ConsentSource.Google;

    public bool IsConfigured => connection.IsConfigured;

    public async IAsyncEnumerable<FeedPage> ReadAsync(
        DateTimeOffset from,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var first = api.Address(
            string.Create(
                CultureInfo.InvariantCulture,
                $"admin/reports/v1/activity/users/all/applications/token?eventName=authorize"
                    + $"&startTime={Time(from)}&endTime={Time(until)}&maxResults={ActivitiesAPage}"
            )
        );
        await foreach (var answer in api.PagesAsync(first, ProviderPages.OfGoogle(first), cancellation))
        {
            yield return FeedPage.Of(
                answer.Listed("items", "admin#reports#activities"),
                (activity, i) => GoogleActivity.Read(activity, "items".At(i))
            );
        }
    }

    private static string Time(DateTimeOffset at) =>
        Uri.EscapeDataString(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
