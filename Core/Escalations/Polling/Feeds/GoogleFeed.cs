using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks.Google;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Polling.Feeds;

/// <summary>
/// One of the reports of Google's Admin SDK that consents are in: the token report, where people let apps in, or the admin report, where
/// administrators do.
/// </summary>
/// <remarks>https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list</remarks>
internal abstract class GoogleFeed : IConsentFeed
{
    private const string Scope = "https://www.googleapis.com/auth/admin.reports.audit.readonly";
    private const int ActivitiesAPage = 500;

    private readonly GoogleReport report;
    private readonly GoogleConnection connection;
    private readonly ProviderApi api;

    protected GoogleFeed(
        FeedPart part, GoogleReport report, IHttpClientFactory clients, IOptions<PollingOptions> options, TimeProvider clock)
    {
        (Part, this.report) = (part, report);
        connection = options.Value.Google.Connection;
        api = new ProviderApi(
            clients,
            new ProviderAccess("Google", connection.BaseUrl, connection.RequestTimeout, new GoogleAuthorization(connection, Scope)),
            clock
        );
    }

    public ConsentSource Source => ConsentSource.Google;

    public FeedPart Part { get; }

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
                $"admin/reports/v1/activity/users/all/applications/{report.Application}?eventName={report.EventName}"
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

/// <summary>What people let in.</summary>
internal sealed class GoogleTokenFeed(IHttpClientFactory clients, IOptions<PollingOptions> options, TimeProvider clock)
    : GoogleFeed(FeedPart.Poll, GoogleReport.Token, clients, options, clock);

/// <summary>What administrators let act for everybody: domain-wide delegation.</summary>
internal sealed class GoogleAdminFeed(IHttpClientFactory clients, IOptions<PollingOptions> options, TimeProvider clock)
    : GoogleFeed(FeedPart.AdminPoll, GoogleReport.Admin, clients, options, clock);
