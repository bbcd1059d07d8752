using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
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
/// Calls of services that speak JSON (<c>application/x-amz-json-1.1</c>) or AWS' query protocol (forms, answered in XML). Every response is
/// classified, so that an outage is never taken for an empty list. Reads are repeated; what changes something is sent once.
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
        var request = new AwsRequest(JsonSerializer.SerializeToUtf8Bytes(body), Json, operation);
        return await reads.ExecuteAsync(
            async token =>
            {
                await target.Pace.WaitAsync(token);
                var answer = await CallAsync(request, token);
                return read(await OfJsonAsync(answer, token), answer.Body);
            },
            cancellation);
    }

    /// <summary>A call that changes something: sent once, since only the caller knows what a repetition would do.</summary>
    /// <exception cref="AwsUnavailableException">It may have been carried out, or not.</exception>
    /// <exception cref="AwsRejectedException">AWS refuses the call.</exception>
    public async Task<JsonElement?> ChangeAsync(string operation, JsonObject body, CancellationToken cancellation)
    {
        var request = new AwsRequest(JsonSerializer.SerializeToUtf8Bytes(body), Json, operation);
        await target.Pace.WaitAsync(cancellation);
        var answer = await CallAsync(request, cancellation);
        // An operation without an output may answer without a body.
        return answer is { Status: 200, Body.Length: 0 } ? null : await OfJsonAsync(answer, cancellation);
    }

    /// <summary>A read by the query protocol.</summary>
    /// <param name="form">With Action and Version.</param>
    /// <param name="read">Gets the answer's root; what it refuses is asked for again.</param>
    /// <param name="cancellation">Cancels all attempts.</param>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public async Task<T> ReadFormAsync<T>(
        IReadOnlyDictionary<string, string> form, Func<XElement, T> read, CancellationToken cancellation)
    {
        var request = await AwsRequest.OfFormAsync(form, cancellation);
        return await reads.ExecuteAsync(
            async token =>
            {
                await target.Pace.WaitAsync(token);
                return read(await OfXmlAsync(await CallAsync(request, token), token));
            },
            cancellation);
    }

    /// <summary>A call by the query protocol that changes something: sent once.</summary>
    /// <inheritdoc cref="ChangeAsync" path="/exception"/>
    public async Task<XElement> ChangeFormAsync(IReadOnlyDictionary<string, string> form, CancellationToken cancellation)
    {
        var request = await AwsRequest.OfFormAsync(form, cancellation);
        await target.Pace.WaitAsync(cancellation);
        return await OfXmlAsync(await CallAsync(request, cancellation), cancellation);
    }

    private async Task<OutsideAnswer> CallAsync(AwsRequest call, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Address) { Content = new ByteArrayContent(call.Body) };
        request.Content.Headers.ContentType = call.Type;
        if (call.Operation is not null)
            request.Headers.TryAddWithoutValidation("X-Amz-Target", call.Operation);
        try
        {
            var credentials = await target.Session.GetAsync(cancellation);
            await AwsSignature.SignAsync(
                request, call.Body, target.Service, target.Region, credentials, clock.GetUtcNow(), cancellation);
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

    private async Task<JsonElement> OfJsonAsync(OutsideAnswer answer, CancellationToken cancellation)
    {
        var body = answer.Body.Length == 0 ? null : StrictJson.Parse(answer.Body, out _);
        if (answer.Status is < 200 or >= 300)
            throw await FaultAsync(answer, AwsErrors.Code(answer, body), cancellation);
        return body is { ValueKind: JsonValueKind.Object } json ? json : throw Unclear(answer);
    }

    private async Task<XElement> OfXmlAsync(OutsideAnswer answer, CancellationToken cancellation)
    {
        var root = AwsXml.Parse(answer.Body);
        if (answer.Status is < 200 or >= 300)
            throw await FaultAsync(answer, root is null ? null : AwsXml.ErrorCode(root), cancellation);
        return root ?? throw Unclear(answer);
    }

    private static AwsUnavailableException Unclear(OutsideAnswer answer) => new($"AWS: {answer} is no clear answer");

    private async Task<Exception> FaultAsync(OutsideAnswer answer, string? code, CancellationToken cancellation)
    {
        var told = code is null ? answer.ToString() : $"HTTP {answer.Status.ToString(CultureInfo.InvariantCulture)}, {code}";
        if (answer.Status == 429 || AwsErrors.IsThrottling(code))
        {
            var asked = answer.RetryAfter(resetHeader: null, clock.GetUtcNow(), LongestWait);
            await target.Pace.HoldBackAsync(asked ?? UsualPause, cancellation);
            return new AwsUnavailableException($"AWS throttled the call ({told})", asked);
        }
        // AWS names every error; one without a name comes from a proxy in front of it.
        return answer.IsPassing || code is null || AwsErrors.IsPassing(code)
            ? new AwsUnavailableException($"AWS: {told}")
            : new AwsRejectedException($"AWS refused the call ({told}){AwsErrors.Advice(code)}", code);
    }
}

/// <param name="Operation">Of JSON's protocol; null: the form names it.</param>
internal sealed record AwsRequest(byte[] Body, MediaTypeHeaderValue Type, string? Operation)
{
    private static readonly MediaTypeHeaderValue Form = new("application/x-www-form-urlencoded");

    public static async Task<AwsRequest> OfFormAsync(IReadOnlyDictionary<string, string> form, CancellationToken cancellation)
    {
        using var content = new FormUrlEncodedContent(form);
        return new AwsRequest(await content.ReadAsByteArrayAsync(cancellation), Form, null);
    }
}
