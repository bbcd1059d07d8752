using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>A request with a signature of version 4, computed anew from what came in; by hand, to check the SDK's signer.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</remarks>
internal sealed partial class SignedRequest
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    private const string BucketService = "s3";
    private const string Terminator = "aws4_request";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    private readonly HttpRequest request;
    private readonly byte[] body;
    private readonly string[] signedHeaders;
    private readonly string signature;

    private SignedRequest(HttpRequest request, byte[] body, Match header)
    {
        (this.request, this.body) = (request, body);
        AccessKeyId = header.Groups["key"].Value;
        (Date, Region, Service) = (header.Groups["date"].Value, header.Groups["region"].Value, header.Groups["service"].Value);
        signedHeaders = header.Groups["headers"].Value.Split(';');
        signature = header.Groups["signature"].Value;
    }

    public string AccessKeyId { get; }

    public string Date { get; }

    public string Region { get; }

    public string Service { get; }

    public string? SessionToken => request.Headers["X-Amz-Security-Token"] is [{ Length: > 0 } token] ? token : null;

    /// <summary>Null: there is no header that is one.</summary>
    public static SignedRequest? Read(HttpRequest request, byte[] body) =>
        Header().Match(request.Headers.Authorization.ToString()) is { Success: true } match
            ? new SignedRequest(request, body, match)
            : null;

    /// <summary>When it was signed; null: it does not say, or not the day that its scope has.</summary>
    public DateTimeOffset? SignedAt() =>
        DateTimeOffset.TryParseExact(
            request.Headers["X-Amz-Date"], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        && at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture) == Date
            ? at
            : null;

    /// <summary>Whether the secret made this signature, over all that must be signed and over the body that came.</summary>
    public bool IsBy(string secret)
    {
        var mustBeSigned = request.Headers.Select(each => each.Key.ToLowerInvariant())
            .Where(name => name == "host" || name.StartsWith("x-amz-", StringComparison.Ordinal));
        var hash = Hex(SHA256.HashData(body));
        return mustBeSigned.All(signedHeaders.Contains)
            && signedHeaders.SequenceEqual(signedHeaders.Order(StringComparer.Ordinal))
            && (request.Headers["X-Amz-Content-Sha256"] is [{ } told] ? told == hash : Service != BucketService)
            && signature == Sign(secret, Date, Region, Service, request.Headers["X-Amz-Date"].ToString(), Canonical(hash));
    }

    /// <summary>The signature of a canonical request.</summary>
    public static string Sign(string secret, string date, string region, string service, string time, string canonical)
    {
        var hash = Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var text = $"{Algorithm}\n{time}\n{date}/{region}/{service}/{Terminator}\n{hash}";
        var key = Encoding.UTF8.GetBytes($"AWS4{secret}");
        foreach (var part in (string[])[date, region, service, Terminator, text])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Hex(key);
    }

    private string Canonical(string bodyHash)
    {
        var headers = string.Concat(signedHeaders.Select(name =>
            $"{name}:{string.Join(',', request.Headers[name].Select(value => Spaces().Replace(value!.Trim(), " ")))}\n"));
        return $"{request.Method}\n{Path()}\n{Query()}\n{headers}\n{string.Join(';', signedHeaders)}\n{bodyHash}";
    }

    /// <summary>As it was sent, each part written anew in one way. Only S3 is ever asked for anything but the root.</summary>
    private string Path() => string.Join('/', Target().Path.Split('/').Select(Encoded));

    private string Query() => string.Join('&', Target().Query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(each => each.Split('=', 2))
        .Select(each => $"{Encoded(each[0])}={Encoded(each.ElementAtOrDefault(1) ?? "")}")
        .Order(StringComparer.Ordinal));

    private (string Path, string Query) Target()
    {
        var raw = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var mark = raw.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (raw, "") : (raw[..mark], raw[(mark + 1)..]);
    }

    private static string Encoded(string part) => Uri.EscapeDataString(Uri.UnescapeDataString(part));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=(?<key>[A-Z0-9]+)/(?<date>[0-9]{8})/(?<region>[a-z0-9-]+)/(?<service>[a-z0-9-]+)/aws4_request, "
            + "?SignedHeaders=(?<headers>[a-z0-9;-]+), ?Signature=(?<signature>[0-9a-f]{64})$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();

    [GeneratedRegex(" +", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
