using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents.Webhooks.Google;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Polling.Watching;

/// <summary>Opens and stops watch channels of the token and admin reports.</summary>
/// <remarks>
/// https://developers.google.com/workspace/admin/reports/v1/guides/push. The wished lifetime is sent in seconds; the answer has the end
/// in Unix milliseconds.
/// </remarks>
internal sealed class GoogleChannels
{
    private const string Scope = "https://www.googleapis.com/auth/admin.reports.audit.readonly";
    private const string NotUnique = "channelIdNotUnique";

    private readonly ProviderApi api;

    public GoogleChannels(IHttpClientFactory clients, IOptions<PollingOptions> options, TimeProvider clock)
    {
        var connection = options.Value.Google.Connection;
        api = new ProviderApi(
            clients,
            new ProviderAccess("Google", connection.BaseUrl, connection.RequestTimeout, new GoogleAuthorization(connection, Scope)),
            clock
        );
    }

    /// <returns>Null when a channel with this id was opened before: an answer of an earlier attempt was lost.</returns>
    /// <exception cref="ProviderUnavailableException">It may be open.</exception>
    /// <exception cref="ProviderRejectedException">It is not open.</exception>
    public async Task<OpenedChannel?> OpenAsync(
        FeedPart part,
        string id,
        WatchSetup setup,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var report = part == FeedPart.AdminWatch ? GoogleReport.Admin : GoogleReport.Token;
        var address = $"admin/reports/v1/activity/users/all/applications/{report.Application}/watch?eventName={report.EventName}";
        var body = new JsonObject
        {
            ["id"] = id,
            ["type"] = "web_hook",
            ["address"] = setup.Address.AbsoluteUri,
            ["token"] = setup.Token,
            ["payload"] = true,
            ["expiration"] = ((long)setup.Lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        };
        try
        {
            var answer = await api.PostAsync(api.Address(address), body, cancellation)
                ?? throw new ProviderRejectedException(404, "Google does not know what is to be watched (HTTP 404)");
            var resource = answer.Body.Text("resourceId")
                ?? throw new ProviderUnavailableException("Google: the answer has no resourceId");
            return new OpenedChannel(resource, End(answer.Body.Text("expiration"), now + setup.Lifetime));
        }
        catch (ProviderRejectedException e) when (e.Code == NotUnique)
        {
            return null;
        }
    }

    /// <returns>False when it did not exist any more.</returns>
    /// <inheritdoc cref="OpenAsync" path="/exception"/>
    public async Task<bool> StopAsync(string id, string resourceId, CancellationToken cancellation) =>
        await api.PostAsync(
            api.Address("admin/reports_v1/channels/stop"),
            new JsonObject { ["id"] = id, ["resourceId"] = resourceId },
            cancellation
        ) is not null;

    // An end that is missing, or later than what was asked for, must not put the renewal off.
    private static DateTimeOffset End(string? milliseconds, DateTimeOffset asked) =>
        long.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < asked.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : asked;
}
