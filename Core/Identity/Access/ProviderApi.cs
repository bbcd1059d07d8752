using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OAuthAttest.Json;
using OAuthAttest.Outside;
using Polly;

namespace OAuthAttest.Identity.Access;

/// <summary>What of a provider's API differs from the next one's.</summary>
/// <param name="Provider">As messages name it.</param>
/// <param name="Pace">Null where the provider's limit is far away.</param>
internal sealed record ProviderAccess(string Provider, Uri BaseUrl, TimeSpan Timeout, IProviderAuthorization Authorization, RequestPace? Pace = null);

/// <summary>
/// A provider's API over HTTP: every answer sorted, so that an outage never looks like an empty list. No address outside the provider
/// is ever called: the credentials would go with the call.
/// </summary>
internal sealed class ProviderApi
{
    internal const string ClientName = "identity-provider";

    /// <summary>A page of audit records is larger than what other services answer.</summary>
    public const int LargestAnswer = 16 * 1024 * 1024;

    private const int NotFound = 404;
    private const int MostPages = 10_000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly IHttpClientFactory clients;
    private readonly ProviderAccess access;
    private readonly TimeProvider clock;
    private readonly ResiliencePipeline reads = OutsideRetry.Reads(retries: 3, TimeSpan.FromMilliseconds(500), LongestPause);

    public ProviderApi(IHttpClientFactory clients, ProviderAccess access, TimeProvider clock) =>
        (this.clients, this.access, this.clock) = (clients, access, clock);

    public Uri Address(string path) => new(access.BaseUrl, path);

    /// <summary>One step of a path. Dots would be taken for steps up, whatever they are escaped to, and another thing would be deleted.</summary>
    /// <exception cref="ProviderRejectedException">It is no name of anything.</exception>
    public static string Step(string text) => text.Trim('.').Length > 0
        ? Uri.EscapeDataString(text)
        : throw new ProviderRejectedException(0, "that is no id of a person or app");

    /// <exception cref="ProviderUnavailableException">Also after a few attempts, or it asks for a long wait.</exception>
    /// <exception cref="ProviderRejectedException">It refuses, also with 404.</exception>
    public async Task<ProviderAnswer> GetAsync(Uri address, CancellationToken cancellation) =>
        await FindAsync(address, cancellation) ?? throw new ProviderRejectedException(NotFound, $"{access.Provider} does not know what was asked for (HTTP 404)");

    /// <returns>Null where the provider answers 404.</returns>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task<ProviderAnswer?> FindAsync(Uri address, CancellationToken cancellation) =>
        await reads.ExecuteAsync(async token => await SendAsync(HttpMethod.Get, address, token), cancellation);

    /// <summary>One attempt: whoever deletes repeats the whole.</summary>
    /// <returns>False where it was gone already.</returns>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task<bool> DeleteAsync(Uri address, CancellationToken cancellation) => await SendAsync(HttpMethod.Delete, address, cancellation) is not null;

    /// <summary>All pages, from the first to the one without a next.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async IAsyncEnumerable<ProviderAnswer> PagesAsync(Uri first, Func<ProviderAnswer, Uri?> next, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Uri? address = first;
        for (var page = 0; address is not null; page++)
        {
            if (page == MostPages)
                throw new ProviderUnavailableException($"{access.Provider}: the list does not end");
            var answer = await GetAsync(address, cancellation);
            yield return answer;
            var following = next(answer);
            if (following == address)
                throw new ProviderUnavailableException($"{access.Provider}: a page is its own successor");
            address = following;
        }
    }

    private async Task<ProviderAnswer?> SendAsync(HttpMethod method, Uri address, CancellationToken cancellation)
    {
        if (!address.IsAbsoluteUri || Uri.Compare(address, access.BaseUrl, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0)
            throw new ProviderRejectedException(0, $"{access.Provider} points to another host: it is not followed");
        if (access.Pace is not null)
            await access.Pace.WaitAsync(cancellation);
        using var request = new HttpRequestMessage(method, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        await access.Authorization.AuthorizeAsync(request, cancellation);
        using var client = clients.CreateClient(ClientName);
        try
        {
            return Sort(method, await OutsideCall.SendAsync(client, request, access.Timeout, cancellation));
        }
        catch (NoAnswerException e)
        {
            throw new ProviderUnavailableException($"{access.Provider}: {e.Message}", inner: e);
        }
    }

    private ProviderAnswer? Sort(HttpMethod method, OutsideAnswer answer)
    {
        var body = answer.Body.Length == 0 ? null : StrictJson.Parse(answer.Body, out _);
        if (answer.Status is >= 200 and < 300)
        {
            if (method == HttpMethod.Delete)
                return new ProviderAnswer(access.Provider, default, null);
            return body is { } json
                ? new ProviderAnswer(access.Provider, json, answer.Headers.GetValueOrDefault("Link"))
                : throw new ProviderUnavailableException($"{access.Provider}: {answer} is no clear answer");
        }
        // Whoever answers an error without JSON is not the provider but something before it.
        if (ProviderErrors.IsPassing(answer, body) || body is null || answer.Status < 400)
            throw new ProviderUnavailableException($"{access.Provider}: {answer}", ProviderErrors.Wait(answer, clock.GetUtcNow()));
        if (answer.Status == NotFound)
            return null;
        var code = ProviderErrors.Code(body) is { } said ? $", {said}" : "";
        throw new ProviderRejectedException(answer.Status, $"{access.Provider} refused the call (HTTP {answer.Status.ToString(CultureInfo.InvariantCulture)}{code})");
    }
}

/// <param name="Link">The header of this name.</param>
internal sealed record ProviderAnswer(string Provider, JsonElement Body, string? Link)
{
    /// <summary>The list of this name. One that is not there is no empty list.</summary>
    /// <exception cref="ProviderUnavailableException">It is not there.</exception>
    public JsonElement.ArrayEnumerator List(string name) => Body.Field(name) is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray()
        : throw new ProviderUnavailableException($"{Provider}: the answer has no {name}");

    /// <summary>The answer itself, where it is a list.</summary>
    /// <inheritdoc cref="List" path="/exception"/>
    public JsonElement.ArrayEnumerator Whole() => Body.ValueKind == JsonValueKind.Array
        ? Body.EnumerateArray()
        : throw new ProviderUnavailableException($"{Provider}: the answer is no list");

    /// <summary>Google leaves an empty list out: then the answer's kind says that it is one.</summary>
    /// <inheritdoc cref="List" path="/exception"/>
    public IEnumerable<JsonElement> Listed(string name, string kind) => Body.Field(name) is null && Body.Text("kind") == kind ? [] : List(name);
}
