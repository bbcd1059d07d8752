using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks.Entra;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Polling.Feeds;

/// <summary>The directory audit log of Microsoft Graph.</summary>
/// <remarks>
/// https://learn.microsoft.com/graph/api/directoryaudit-list: <c>activityDisplayName</c> filters by eq and startswith,
/// <c>activityDateTime</c> by eq, ge and le. Whether activities may be joined by or is not documented, so each has a query of its own.
/// </remarks>
internal sealed class EntraFeed : IConsentFeed
{
    private const int RecordsAPage = 500;
    private static readonly string[] Activities =
    [
        EntraAuditRecord.ConsentToApplication,
        EntraAuditRecord.DelegatedGrant,
        EntraAuditRecord.AppRoleAssignment,
        EntraAuditRecord.GrantReplaced,
    ];

    private readonly EntraConnection connection;
    private readonly ProviderApi api;

    public EntraFeed(
        IHttpClientFactory clients,
        [FromKeyedServices(PollingOptions.Section)] TokenCredential credential,
        [FromKeyedServices(PollingOptions.Section)] RequestPace pace,
        IOptions<PollingOptions> options,
        TimeProvider clock
    )
    {
        connection = options.Value.Entra.Connection;
        api = new ProviderApi(
            clients,
            new ProviderAccess(
                "Microsoft Graph",
                connection.BaseUrl,
                connection.RequestTimeout,
                new EntraAuthorization(credential, connection),
                pace
            ),
            clock
        );
    }

    public ConsentSource Source => ConsentSource.Entra;

    public bool IsConfigured => connection.IsConfigured;

    public async IAsyncEnumerable<FeedPage> ReadAsync(
        DateTimeOffset from,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (var activity in Activities)
        {
            var filter = $"activityDisplayName eq '{activity}' and activityDateTime ge {Time(from)} and activityDateTime le {Time(until)}";
            var first = api.Address(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"v1.0/auditLogs/directoryAudits?$filter={Uri.EscapeDataString(filter)}&$top={RecordsAPage}"
                )
            );
            await foreach (var answer in api.PagesAsync(first, ProviderPages.OfGraph, cancellation))
            {
                var page = FeedPage.Of(answer.List("value"), (record, i) => [EntraAuditRecord.Read(record, "value".At(i))]);
                // Graph does not repeat the tenant in each record.
                yield return page with
                {
                    Consents = [.. page.Consents.Select(consent => consent with { Tenant = consent.Tenant ?? connection.TenantId })],
                };
            }
        }
    }

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
