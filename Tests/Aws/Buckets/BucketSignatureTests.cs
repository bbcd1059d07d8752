using Amazon.Runtime;
using OAuthAttest.Aws.Access;
using OAuthAttest.Local.Simulators.Aws;
using Xunit;

namespace OAuthAttest.Tests.Aws.Buckets;

/// <summary>S3 has the question in its address. One part of a signed one that is not as it was signed is refused.</summary>
public sealed class BucketSignatureTests
{
    private const string Bucket = "northwind-cloudtrail";
    private const string Signed = $"{Bucket}?list-type=2&prefix=AWSLogs%2F&delimiter=%2F";

    public static TheoryData<string, string> Changes => new()
    {
        { "address", $"{Bucket}?list-type=2&prefix=AWSLogs%2F1&delimiter=%2F" },
        { "address", $"{Bucket}?list-type=2&prefix=AWSLogs%2F" },
        { "address", $"{Bucket}?list-type=2&prefix=AWSLogs%2F&delimiter=%2F&max-keys=1" },
        { "address", $"{Bucket}/AWSLogs/x.json.gz?list-type=2&prefix=AWSLogs%2F&delimiter=%2F" },
        { "X-Amz-Content-Sha256", new string('0', 64) },
        { "X-Amz-Content-Sha256", "" },
        { "X-Amz-Meta-Added", "x" },
        { "X-Amz-Security-Token", "x" },
        { "Authorization", "" },
    };

    [Theory]
    [InlineData(Signed)]
    [InlineData($"{Bucket}?prefix=AWSLogs%2F&delimiter=%2F&list-type=2")]
    public async Task Request_AsItWasSigned_IsLetThroughInAnyOrder(string address)
    {
        await using var aws = await StartAsync();

        var (status, answer) = await SendAsync(aws, Signed, request => request.RequestUri = new Uri(aws.BaseUrl, address));

        Assert.Equal(200, status);
        Assert.Contains("<Prefix>AWSLogs/1/</Prefix>", answer, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Request_ChangedInOnePlace_IsRefused(string name, string value)
    {
        await using var aws = await StartAsync();

        var (status, answer) = await SendAsync(aws, Signed, request =>
        {
            if (name == "address")
            {
                request.RequestUri = new Uri(aws.BaseUrl, value);
                return;
            }
            request.Headers.Remove(name);
            if (value.Length > 0)
                request.Headers.TryAddWithoutValidation(name, value);
        });

        Assert.InRange(status, 400, 403);
        Assert.Matches("<Code>(SignatureDoesNotMatch|InvalidClientTokenId|MissingAuthenticationToken)</Code>", answer);
    }

    [Fact]
    public async Task Request_ForAnotherRegion_IsRefused()
    {
        await using var aws = await StartAsync();

        var (status, answer) = await SendAsync(aws, Signed, _ => { }, region: "eu-west-1");

        Assert.Equal(400, status);
        Assert.Contains("<Code>AuthorizationHeaderMalformed</Code>", answer, StringComparison.Ordinal);
    }

    private static async Task<AwsSimulator> StartAsync()
    {
        var aws = await AwsSimulator.StartAsync();
        aws.Buckets.Create(Bucket, "eu-central-1", aws.Options.OwnAccount);
        aws.Buckets.Put(Bucket, new SimulatedObject("AWSLogs/1/x.json.gz", new byte[] { 1 }, new Dictionary<string, string>()));
        return aws;
    }

    private static async Task<(int Status, string Answer)> SendAsync(
        AwsSimulator aws, string address, Action<HttpRequestMessage> change, string region = "eu-central-1")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(aws.BaseUrl, address));
        var credentials = new BasicAWSCredentials(aws.Options.AccessKeyId, aws.Options.SecretAccessKey);
        await AwsSignature.SignAsync(request, [], "s3", region, credentials, TimeProvider.System.GetUtcNow(), default);
        change(request);
        using var client = new HttpClient();
        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
