using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthAttest.Grants;
using OAuthAttest.Outside;

namespace OAuthAttest.Revocations.Providers.Okta;

/// <summary>
/// Takes a client's grants and refresh tokens from one person in Okta: taking the grants alone would leave the refresh tokens alive.
/// </summary>
/// <remarks>https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/</remarks>
internal sealed class OktaRevoker(IHttpClientFactory clients, IOptions<OktaRevocationOptions> options, TimeProvider clock) : IGrantRevoker
{
    internal const string ClientName = "okta-revocation";

    private const int MostItems = 200;
    private const int LongestError = 300;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly string[] Kinds = ["grants", "tokens"];

    public ProviderName Provider => ProviderName.Okta;

    public bool IsConfigured => !string.IsNullOrEmpty(options.Value.Token);

    public async Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var kind in Kinds)
        {
            var path = Path(target, kind);
            removed += (await ListAsync(path, cancellationToken)).Alive;
            // Also when none was found: a list lags behind what was granted a moment ago.
            await CallAsync(HttpMethod.Delete, path, cancellationToken);
        }
        return new RevocationAnswer(removed, clock.GetUtcNow() + options.Value.AccessTokenLife);
    }

    public async Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellationToken)
    {
        foreach (var kind in Kinds)
        {
            var (alive, isWhole) = await ListAsync(Path(target, kind), cancellationToken);
            if (alive > 0)
                return false;
            if (!isWhole)
                throw new RevocationUnavailableException("Okta: the list is longer than one page");
        }
        return true;
    }

    private static string Path(RevocationTarget target, string kind)
    {
        if (target.ConsentType != ConsentType.Principal || (target.PersonExternalId ?? target.PersonEmail) is not { Length: > 0 } person)
            throw new RevocationRejectedException("Okta: only what one person granted is revoked here; what the organisation granted is taken in the admin console.");
        // "." and ".." would be taken for steps of the path, whatever they are escaped to.
        if (person is "." or ".." || target.ClientId is "" or "." or "..")
            throw new RevocationRejectedException("Okta: that is no id of a person or client.");
        return $"api/v1/users/{Uri.EscapeDataString(person)}/clients/{Uri.EscapeDataString(target.ClientId)}/{kind}";
    }

    /// <summary>How many are alive on the first page, and whether that is all; what cannot be read is never none.</summary>
    private async Task<(int Alive, bool IsWhole)> ListAsync(string path, CancellationToken cancellation)
    {
        if (await CallAsync(HttpMethod.Get, $"{path}?limit={MostItems}", cancellation) is not { } answer)
            return (0, true);
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            if (json.RootElement.ValueKind == JsonValueKind.Array)
                return (json.RootElement.EnumerateArray().Count(IsAlive), json.RootElement.GetArrayLength() < MostItems);
        }
        catch (JsonException e)
        {
            throw new RevocationUnavailableException($"Okta: {answer} is no list", inner: e);
        }
        throw new RevocationUnavailableException($"Okta: {answer} is no list");
    }

    private static bool IsAlive(JsonElement item) =>
        item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.String || status.GetString() != "REVOKED";

    /// <returns>Null when Okta knows no such person or client any more.</returns>
    private async Task<OutsideAnswer?> CallAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        if (!IsConfigured)
            throw new InvalidOperationException("Okta: there is no token to revoke with.");
        using var request = new HttpRequestMessage(method, new Uri(options.Value.BaseUrl!, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("SSWS", options.Value.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        OutsideAnswer answer;
        try
        {
            using var client = clients.CreateClient(ClientName);
            answer = await OutsideCall.SendAsync(client, request, options.Value.RequestTimeout, cancellation);
        }
        catch (NoAnswerException e)
        {
            throw new RevocationUnavailableException($"Okta: {e.Message}", inner: e);
        }

        if (answer.IsPassing)
            throw new RevocationUnavailableException($"Okta: {answer}", Wait(answer));
        if (answer.Status is 200 or 204)
            return answer;
        // Okta's own errors have a code; any other page is not Okta's word.
        if (answer.Object() is not { } error || !error.TryGetProperty("errorCode", out _))
            throw new RevocationUnavailableException($"Okta: {answer} is no clear answer");
        return answer.Status == 404 ? null : throw new RevocationRejectedException($"Okta refused it (HTTP {answer.Status.ToString(CultureInfo.InvariantCulture)}): {Summary(error)}");
    }

    private string Summary(JsonElement error) =>
        error.TryGetProperty("errorSummary", out var summary) && summary.ValueKind == JsonValueKind.String
            ? WireText.Cut(summary.GetString()!.Replace(options.Value.Token!, "(token)", StringComparison.Ordinal), LongestError)
            : "no reason given";

    // Okta tells when the window starts anew, in seconds since 1970.
    private TimeSpan? Wait(OutsideAnswer answer)
    {
        if (!answer.Headers.TryGetValue("X-Rate-Limit-Reset", out var text) || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var reset))
            return null;
        return TimeSpan.FromSeconds(Math.Clamp(reset - clock.GetUtcNow().ToUnixTimeSeconds(), 1, (long)LongestWait.TotalSeconds));
    }
}
