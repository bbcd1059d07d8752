using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Json;
using OAuthAttest.Outside;
using Polly;

namespace OAuthAttest.Aws.Access;

/// <summary>One service in one Region, called with the credentials of one account.</summary>
/// <param name="Service">As in addresses and signatures: <c>cloudtrail</c>.</param>
/// <param name="Timeout">Of one call.</param>
/// <param name="Pace">The rate that is kept.</param>
internal sealed record AwsTarget(
    string Service, string Region, Uri Address, TimeSpan Timeout, IAwsSession Session, IRequestPace Pace);

/// <summary>
/// Calls that only read, of services that speak JSON (<c>application/x-amz-json-1.1</c>). Every response is classified, so that an outage
/// is never taken for an empty list.
/// </summary>
internal sealed class AwsApi(IHttpClientFactory clients, AwsTarget target, TimeProvider clock)
{
    internal const string ClientName = "aws";

    /// <summary>A page of 50 records of 256 KiB, and what stands around them.</summary>
    public const int LargestAnswer = 16 * 1024 * 1024;

    private const int Retries = 5;

    /// <summary>How long nobody calls after AWS throttled, which does not say how long.</summary>
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly MediaTypeHeaderValue Json = new("application/x-amz-json-1.1");

    private readonly ResiliencePipeline reads =
        OutsideRetry.Reads(Retries, ProviderAccess.DefaultFirstPause, ProviderAccess.DefaultPatience);

    /// <param name="operation">With its namespace, as it stands in <c>X-Amz-Target</c>.</param>
    /// <param name="body">The operation's parameters.</param>
    /// <param name="read">Makes something of the answer; what it refuses is asked for again.</param>
    /// <param name="cancellation">Cancels all attempts.</param>
    /// <exception cref="AwsUnavailableException">All attempts failed.</exception>
    /// <exception cref="AwsRejectedException">AWS refuses the call.</exception>
    public async Task<T> ReadAsync<T>(
        string operation, JsonObject body, Func<JsonElement, byte[], T> read, CancellationToken cancellation)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        return await reads.ExecuteAsync(
            async token =>
            {
                await target.Pace.WaitAsync(token);
                var answer = await CallAsync(operation, bytes, token);
                return read(await SortAsync(answer, token), answer.Body);
            },
            cancellation);
    }

    private async Task<OutsideAnswer> CallAsync(string operation, byte[] body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("X-Amz-Target", operation);
        try
        {
            var credentials = await target.Session.GetAsync(cancellation);
            await AwsSignature.SignAsync(request, body, target.Service, target.Region, credentials, clock.GetUtcNow(), cancellation);
        }
        catch (AmazonClientException e)
        {
            throw new AwsUnavailableException("AWS: the credentials could not be renewed", inner: e);
        }
        using var client = clients.CreateClient(ClientName);
        try
        {
            return await OutsideCall.SendAsync(client, request, target.Timeout, cancellation);
        }
        catch (NoAnswerException e)
        {
            throw new AwsUnavailableException($"AWS: {e.Message}", inner: e);
        }
    }

    private async Task<JsonElement> SortAsync(OutsideAnswer answer, CancellationToken cancellation)
    {
        var body = answer.Body.Length == 0 ? null : StrictJson.Parse(answer.Body, out _);
        if (answer.Status is >= 200 and < 300)
        {
            return body is { ValueKind: JsonValueKind.Object } json
                ? json
                : throw new AwsUnavailableException($"AWS: {answer} is no clear answer");
        }
        var code = AwsErrors.Code(answer, body);
        var told = code is null ? answer.ToString() : $"HTTP {answer.Status.ToString(CultureInfo.InvariantCulture)}, {code}";
        if (answer.Status == 429 || AwsErrors.IsThrottling(code))
        {
            var asked = answer.RetryAfter(resetHeader: null, clock.GetUtcNow(), LongestWait);
            await target.Pace.HoldBackAsync(asked ?? UsualPause, cancellation);
            throw new AwsUnavailableException($"AWS throttled the call ({told})", asked);
        }
        // AWS names every error; one without a name comes from a proxy in front of it.
        throw answer.IsPassing || code is null || AwsErrors.IsPassing(code)
            ? new AwsUnavailableException($"AWS: {told}")
            : new AwsRejectedException($"AWS refused the call ({told}){AwsErrors.Advice(code)}", code);
    }
}
