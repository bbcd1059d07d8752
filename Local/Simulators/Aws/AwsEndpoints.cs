using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OAuthAttest.Local.Simulators.Identity;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>
/// All services and Regions at one address: which one is meant stands in the signature's scope, which the real service compares with its
/// own.
/// </summary>
internal sealed class AwsEndpoints(
    AwsSimulatorOptions options,
    AwsKeys keys,
    CloudTrailEndpoints cloudTrail,
    BucketEndpoint buckets,
    ActingEndpoints acting,
    AwsRefusals refusals,
    SimulatedCalls calls,
    TimeProvider clock
)
{
    private const string AthenaService = "athena";

    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(5);

    private readonly StsEndpoint sts = new(options, keys);
    private readonly ConcurrentDictionary<(string Account, string Region), CallLimit> limits = new();

    /// <summary>How many look-ups were over the rate.</summary>
    public int Throttled => limits.Values.Sum(limit => limit.Refused);

    public void Map(WebApplication app)
    {
        app.MapPost("/", async http =>
        {
            using var copy = new MemoryStream();
            await http.Request.Body.CopyToAsync(copy, http.RequestAborted);
            var body = copy.ToArray();
            var target = http.Request.Headers["X-Amz-Target"].ToString();
            if (target.StartsWith(CognitoEndpoint.Prefix, StringComparison.Ordinal))
                await ActAsync(http, body, "cognito-idp", target[CognitoEndpoint.Prefix.Length..]);
            else if (target.StartsWith(IdentityCenterEndpoint.Prefix, StringComparison.Ordinal))
                await ActAsync(http, body, "sso", target[IdentityCenterEndpoint.Prefix.Length..]);
            else if (target.StartsWith(RunbookEndpoint.Prefix, StringComparison.Ordinal))
                await ActAsync(http, body, "ssm", target[RunbookEndpoint.Prefix.Length..]);
            else if (target.StartsWith(AthenaEndpoint.Prefix, StringComparison.Ordinal))
                await ActAsync(http, body, AthenaService, target[AthenaEndpoint.Prefix.Length..]);
            else if (target.Length > 0)
                await LookUpAsync(http, body);
            else if (SignedRequest.Read(http.Request, body)?.Service == "iam")
                await IamAsync(http, body);
            else
                await StsAsync(http, body);
        });
        app.MapGet("/{bucket}/{**key}", (HttpContext http, string bucket, string? key) => BucketAsync(http, bucket, key));
        app.MapFallback(calls.RefuseAsync);
    }

    private Task LookUpAsync(HttpContext http, byte[] body)
    {
        var signed = SignedRequest.Read(http.Request, body);
        var isLookup = http.Request.Headers["X-Amz-Target"] != PublicKeysEndpoint.Target;
        var method = $"{(isLookup ? AwsSimulator.Lookup : AwsSimulator.PublicKeys)}:{signed?.Region}";
        return calls.RunAsync(http, method, () => Task.FromResult(LookUp(http, body, signed, method)));
    }

    private SimulatedAnswer LookUp(HttpContext http, byte[] body, SignedRequest? signed, string method)
    {
        var target = http.Request.Headers["X-Amz-Target"].ToString();
        if (target is not (LookupEndpoint.Target or PublicKeysEndpoint.Target))
            return AwsErrors.OfJson("UnknownOperationException");
        if (http.Request.ContentType != "application/x-amz-json-1.1")
            return AwsErrors.OfJson("SerializationException");
        if (Problem(signed, "cloudtrail", out var key) is { } problem)
            return AwsErrors.OfJson(problem.Json);
        if (!key!.MayLookUp)
            return AwsErrors.OfJson("AccessDeniedException");
        if (refusals.Take(method) is { } code)
            return AwsErrors.OfJson(code);
        if (target == PublicKeysEndpoint.Target)
            return cloudTrail.Keys.Answer(signed!.Region, body);
        var limit = limits.GetOrAdd((key.Account, signed!.Region), _ => new CallLimit(options.Rate, clock));
        return limit.Take() is null
            ? cloudTrail.Lookup.Answer(key.Account, signed.Region, body)
            : AwsErrors.OfJson("ThrottlingException", "Rate exceeded");
    }

    private Task ActAsync(HttpContext http, byte[] body, string service, string operation)
    {
        var signed = SignedRequest.Read(http.Request, body);
        var method = $"{service}:{operation}";
        return calls.RunAsync(http, method, async () =>
        {
            if (http.Request.ContentType != "application/x-amz-json-1.1")
                return AwsErrors.OfJson("SerializationException");
            if (Problem(signed, service, out var key) is { } problem)
                return AwsErrors.OfJson(problem.Json);
            var asked = JsonElement.Parse(body);
            if (!key!.May.Contains(method) || !RunbookEndpoint.Also(operation, asked).All(key.May.Contains))
                return AwsErrors.OfJson("AccessDeniedException");
            if (refusals.Take(method) is { } code)
                return AwsErrors.OfJson(code);
            return service == AthenaService
                ? await cloudTrail.Athena.AnswerAsync(key.Account, signed!.Region, operation, asked, http.RequestAborted)
                : acting.Json(key, service, operation, signed!.Region, asked);
        });
    }

    private Task IamAsync(HttpContext http, byte[] body)
    {
        var form = StsEndpoint.Form(body);
        var method = $"iam:{form.GetValueOrDefault("Action")}";
        return calls.RunAsync(http, method, () =>
        {
            if (Problem(SignedRequest.Read(http.Request, body), "iam", out var key) is { } problem)
                return Task.FromResult(AwsErrors.OfQuery(problem.Query));
            if (!key!.May.Contains(method))
                return Task.FromResult(AwsErrors.OfQuery("AccessDenied"));
            return Task.FromResult(refusals.Take(method) is { } code ? AwsErrors.OfQuery(code, 400) : acting.Iam(key, form));
        });
    }

    private Task StsAsync(HttpContext http, byte[] body)
    {
        var form = StsEndpoint.Form(body);
        var action = form.GetValueOrDefault("Action") == "AssumeRole"
            ? $"{AwsSimulator.AssumeRole}:{form.GetValueOrDefault("RoleArn")?.Split(':').ElementAtOrDefault(4)}"
            : AwsSimulator.CallerIdentity;
        return calls.RunAsync(http, action, () => Task.FromResult(Sts(SignedRequest.Read(http.Request, body), form, action)));
    }

    private SimulatedAnswer Sts(SignedRequest? signed, Dictionary<string, string> form, string action)
    {
        if (Problem(signed, "sts", out var key) is { } problem)
            return AwsErrors.OfQuery(problem.Query);
        return refusals.Take(action) is { } code ? AwsErrors.OfQuery(code) : sts.Answer(form, key!);
    }

    private Task BucketAsync(HttpContext http, string bucket, string? key)
    {
        var method = BucketEndpoint.MethodOf(http.Request, key);
        return calls.RunAsync(http, method, () => Task.FromResult(Bucket(http.Request, bucket, key, method)));
    }

    private SimulatedAnswer Bucket(HttpRequest request, string bucket, string? key, string method)
    {
        var signed = SignedRequest.Read(request, []);
        if (Problem(signed, "s3", out var caller) is { } problem)
            return AwsErrors.OfS3(problem.Query);
        if (buckets.Refusal(request, bucket, caller!, signed!.Region) is { } refusal)
            return refusal;
        if (refusals.Take(method) is { } code)
            return AwsErrors.OfS3(code);
        return string.IsNullOrEmpty(key) ? buckets.List(request, bucket) : buckets.Get(request, bucket, key);
    }

    /// <summary>Null: the signature is good. Each protocol has its own names.</summary>
    private (string Json, string Query)? Problem(SignedRequest? signed, string service, out AwsKey? key)
    {
        key = signed is null ? null : keys.Find(signed.AccessKeyId);
        if (signed is null)
            return ("MissingAuthenticationTokenException", "MissingAuthenticationToken");
        if (key is null || key.Token != signed.SessionToken)
            return ("UnrecognizedClientException", "InvalidClientTokenId");
        if (signed.Service != service || !signed.IsBy(key.Secret))
            return ("InvalidSignatureException", "SignatureDoesNotMatch");
        var now = clock.GetUtcNow();
        // AWSSDK's own clients sign with the machine's clock.
        var told = service is "sts" or "s3" or "ssm" && options.StsClock is { } sts ? sts.GetUtcNow() : now;
        if (signed.SignedAt() is not { } at || (told - at).Duration() > LargestSkew)
            return ("InvalidSignatureException", "SignatureDoesNotMatch");
        return now >= key.ExpiresAt ? ("ExpiredTokenException", "ExpiredToken") : null;
    }
}

/// <summary>What CloudTrail is asked, and what has its records.</summary>
internal sealed record CloudTrailEndpoints(LookupEndpoint Lookup, PublicKeysEndpoint Keys, AthenaEndpoint Athena);
