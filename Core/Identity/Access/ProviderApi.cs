using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Json;
using OAuthAttest.Outside;
using Polly;

namespace OAuthAttest.Identity.Access;

/// <summary>What differs between the APIs of the providers.</summary>
/// <param name="Provider">The provider's name for messages.</param>
/// <param name="Pace">The rate limit that is kept; null where the provider's limit is never reached.</param>
/// <param name="Headers">Headers that each call has besides.</param>
/// <param name="Window">What the provider's own headers tell of its limit; null where it has none.</param>
/// <param name="FirstPause">The first pause before a read is repeated, where the provider asks for none; it doubles each time.</param>
/// <param name="Patience">The longest pause before a read is repeated; a longer one is the caller's to wait.</param>
internal sealed record ProviderAccess(
    string Provider,
    Uri BaseUrl,
    TimeSpan Timeout,
    IProviderAuthorization Authorization,
    IRequestPace? Pace = null,
    IReadOnlyList<(string Name, string Value)>? Headers = null,
    RateWindow? Window = null,
    TimeSpan? Patience = null,
    TimeSpan? FirstPause = null
)
{
    /// <summary>
    /// In runtimeconfig.json: the first pause of all providers' reads, in milliseconds, for a process in which they are simulated.
    /// </summary>
    public const string FirstPauseKnob = "OAuthAttest.ProviderFirstPause";

    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(20);

    public static readonly TimeSpan DefaultFirstPause = TimeSpan.FromMilliseconds(
        AppContext.GetData(FirstPauseKnob) is string text ? int.Parse(text, CultureInfo.InvariantCulture) : 500
    );
}

/// <summary>
/// A provider's API over HTTP. Every response is classified, so that an outage is never taken for an empty list. Only the provider's own
/// address is called, because every call carries the credentials.
/// </summary>
internal sealed class ProviderApi
{
    internal const string ClientName = "identity-provider";

    /// <summary>The maximum response size; a page of audit records is larger than the responses of other services.</summary>
    public const int LargestAnswer = 16 * 1024 * 1024;

    private const int NotFound = 404;
    private const int TooManyRequests = 429;
    private const int MostPages = 10_000;

    /// <summary>How long nobody calls after a provider that throttled does not say how long.</summary>
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1);

    private readonly IHttpClientFactory clients;
    private readonly ProviderAccess access;
    private readonly TimeProvider clock;
    private readonly ResiliencePipeline reads;

    public ProviderApi(IHttpClientFactory clients, ProviderAccess access, TimeProvider clock)
    {
        (this.clients, this.access, this.clock) = (clients, access, clock);
        reads = OutsideRetry.Reads(
            retries: 3, access.FirstPause ?? ProviderAccess.DefaultFirstPause, access.Patience ?? ProviderAccess.DefaultPatience);
    }

    /// <summary>The provider's name for messages.</summary>
    public string Provider => access.Provider;

    public Uri Address(string path) => new(access.BaseUrl, path);

    /// <summary>
    /// Escapes one segment of a path. Dot segments are rejected: they are resolved even when escaped, so that a DELETE would address
    /// another resource.
    /// </summary>
    /// <exception cref="ProviderRejectedException">The text cannot be an id.</exception>
    public static string Step(string text) => text.Trim('.').Length > 0
        ? Uri.EscapeDataString(text)
        : throw new ProviderRejectedException(0, "that is no id of a person or app");

    /// <exception cref="ProviderUnavailableException">All attempts failed, or the provider asks for a long wait.</exception>
    /// <exception cref="ProviderRejectedException">The provider rejects the call; for <c>GetAsync</c> that includes 404.</exception>
    public async Task<ProviderAnswer> GetAsync(Uri address, CancellationToken cancellation) =>
        await FindAsync(address, cancellation)
        ?? throw new ProviderRejectedException(NotFound, $"{access.Provider} does not know what was asked for (HTTP 404)");

    /// <returns>Null when the provider answers 404.</returns>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task<ProviderAnswer?> FindAsync(Uri address, CancellationToken cancellation) =>
        await reads.ExecuteAsync(async token => await SendAsync(HttpMethod.Get, address, token), cancellation);

    /// <summary>Makes one attempt only; the caller repeats the whole operation.</summary>
    /// <returns>False when it did not exist any more.</returns>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task<bool> DeleteAsync(Uri address, CancellationToken cancellation) =>
        await SendAsync(HttpMethod.Delete, address, cancellation) is not null;

    /// <summary>Makes one attempt only, for the provider may have done what it did not answer.</summary>
    /// <returns>Null when the provider answers 404. The body is undefined where the answer has none.</returns>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task<ProviderAnswer?> PostAsync(Uri address, JsonObject body, CancellationToken cancellation) =>
        await SendAsync(HttpMethod.Post, address, cancellation, body);

    /// <summary>Makes one attempt only; to set the same values again is harmless.</summary>
    /// <returns>False when it did not exist any more.</returns>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task<bool> PatchAsync(Uri address, JsonObject body, CancellationToken cancellation) =>
        await SendAsync(HttpMethod.Patch, address, cancellation, body) is not null;

    /// <summary>A POST that only reads, such as a query; it is repeated as <c>GetAsync</c> is.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task<ProviderAnswer> QueryAsync(Uri address, JsonObject body, CancellationToken cancellation) =>
        await reads.ExecuteAsync(async token => await SendAsync(HttpMethod.Post, address, token, body), cancellation)
        ?? throw new ProviderRejectedException(NotFound, $"{access.Provider} does not know what was asked for (HTTP 404)");

    /// <summary>
    /// Reads all pages, until one has no link to a next page. A link back to a page that was read already is an error: the rest of the
    /// list would never be read.
    /// </summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async IAsyncEnumerable<ProviderAnswer> PagesAsync(
        Uri first,
        Func<ProviderAnswer, Uri?> next,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var read = new HashSet<Uri>();
        Uri? address = first;
        while (address is not null)
        {
            if (read.Count == MostPages)
                throw Malformed($"{access.Provider}: the list does not end");
            if (!read.Add(address))
                throw Malformed($"{access.Provider}: a page of the list follows itself");
            var answer = await GetAsync(address, cancellation);
            yield return answer;
            address = next(answer);
        }
    }

    private static ProviderUnavailableException Malformed(string message) => new(message) { IsOfTheAnswer = true };

    private async Task<ProviderAnswer?> SendAsync(
        HttpMethod method,
        Uri address,
        CancellationToken cancellation,
        JsonObject? content = null
    )
    {
        if (
            !address.IsAbsoluteUri
            || Uri.Compare(address, access.BaseUrl, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase)
                != 0
        )
        {
            throw new ProviderRejectedException(0, $"{access.Provider} points to another host: it is not followed");
        }
        var kept = method == HttpMethod.Get ? KeptAnswers.Current : null;
        if (kept is not null && await kept.FindAsync(address, cancellation) is { } before)
            return Sort(method, before);
        if (access.Pace is not null)
            await access.Pace.WaitAsync(cancellation);
        if (access.Window is not null)
            await access.Window.WaitAsync(access.Provider, access.Patience ?? ProviderAccess.DefaultPatience, cancellation);
        var answer = await CallAsync(method, address, content, cancellation);
        if (answer.Status == TooManyRequests && access.Pace is not null)
            await access.Pace.HoldBackAsync(ProviderErrors.Wait(answer, clock.GetUtcNow()) ?? UsualPause, cancellation);
        try
        {
            var sorted = Sort(method, answer);
            if (kept is not null)
                await kept.KeepAsync(address, answer, cancellation);
            return sorted;
        }
        catch (ProviderRejectedException) when (kept is not null)
        {
            await kept.KeepAsync(address, answer, cancellation);
            throw;
        }
    }

    private async Task<OutsideAnswer> CallAsync(HttpMethod method, Uri address, JsonObject? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        foreach (var (name, value) in access.Headers ?? [])
            request.Headers.TryAddWithoutValidation(name, value);
        if (content is not null)
            request.Content = new StringContent(content.ToJsonString(), Encoding.UTF8, "application/json");
        await access.Authorization.AuthorizeAsync(request, cancellation);
        using var client = clients.CreateClient(ClientName);
        try
        {
            var answer = await OutsideCall.SendAsync(client, request, access.Timeout, cancellation);
            access.Window?.Heed(answer);
            return answer;
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
            if (method == HttpMethod.Delete || (method != HttpMethod.Get && answer.Body.Length == 0))
                return new ProviderAnswer(access.Provider, default, null);
            return body is { } json
                ? new ProviderAnswer(access.Provider, json, answer.Headers.GetValueOrDefault("Link"))
                : throw new ProviderUnavailableException($"{access.Provider}: {answer} is no clear answer");
        }
        // The provider always sends errors as JSON, so an error without JSON comes from a proxy or gateway in front of it.
        if (ProviderErrors.IsPassing(answer, body) || body is null || answer.Status < 400)
            throw new ProviderUnavailableException($"{access.Provider}: {answer}", ProviderErrors.Wait(answer, clock.GetUtcNow()));
        if (answer.Status == NotFound)
            return null;
        var code = ProviderErrors.Code(body) is { } said ? $", {said}" : "";
        throw new ProviderRejectedException(
            answer.Status,
            $"{access.Provider} refused the call (HTTP {answer.Status.ToString(CultureInfo.InvariantCulture)}{code})"
        )
        {
            Code = ProviderErrors.Code(body),
        };
    }
}

/// <param name="Link">The Link header.</param>
internal sealed record ProviderAnswer(string Provider, JsonElement Body, string? Link)
{
    /// <summary>The list with this name. A missing list is an error and not an empty list.</summary>
    /// <exception cref="ProviderUnavailableException">The list is missing.</exception>
    public JsonElement.ArrayEnumerator List(string name) => Body.Field(name) is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray()
        : throw Malformed($"the answer has no {name}");

    /// <summary>The response itself, when it is a list.</summary>
    /// <inheritdoc cref="List" path="/exception"/>
    public JsonElement.ArrayEnumerator Whole() => Body.ValueKind == JsonValueKind.Array
        ? Body.EnumerateArray()
        : throw Malformed("the answer is no list");

    /// <summary>An entry of a list, or the response itself, as the provider documents it.</summary>
    /// <exception cref="ProviderUnavailableException">It has another shape: that is no clear answer.</exception>
    public T Read<T>(JsonElement element, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return element.Deserialize(type) ?? throw Malformed("a list has an empty entry");
        }
        catch (JsonException e)
        {
            throw Malformed("a list has an entry of another shape", e);
        }
    }

    /// <summary>Google omits an empty list; the response's kind then shows that it is one.</summary>
    /// <inheritdoc cref="List" path="/exception"/>
    public IEnumerable<JsonElement> Listed(string name, string kind) =>
        Body.Field(name) is null && Body.Text("kind") == kind ? [] : List(name);

    private ProviderUnavailableException Malformed(string problem, Exception? inner = null) =>
        new($"{Provider}: {problem}", inner: inner) { IsOfTheAnswer = true };
}
