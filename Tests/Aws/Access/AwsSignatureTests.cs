using System.Net.Http.Headers;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using OAuthAttest.Aws.Access;
using OAuthAttest.Local.Simulators.Aws;
using Xunit;

namespace OAuthAttest.Tests.Aws.Access;

/// <summary>
/// Signatures of AWSSDK.Core, compared with a published one and with the simulator's, which is written by hand. One header, or one byte,
/// that is not as it was signed is refused.
/// </summary>
public sealed class AwsSignatureTests
{
    // get-vanilla of AWS' own test suite: github.com/boto/botocore, tests/unit/auth/aws4_testsuite.
    private const string VanillaSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string VanillaSignature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

    private const string VanillaRequest =
        "GET\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n"
        + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Question =
        """{"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"X"}],"StartTime":1,"EndTime":2,"MaxResults":50}""";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>What is changed of a signed request; none of them may be let through.</summary>
    public static TheoryData<string> Changes =>
    [
        "target", "type", "added", "body", "hash", "date", "token", "noToken", "key", "region", "service", "signature", "unsigned", "host",
    ];

    [Fact]
    public void Signature_OfThePublishedRequest_IsThePublishedOne()
    {
        var at = new DateTime(2015, 8, 30, 12, 36, 0, DateTimeKind.Utc);

        var signed = AWS4Signer.ComputeSignature(
            new ImmutableCredentials("AKIDEXAMPLE", VanillaSecret, null), "us-east-1", at, "service", "host;x-amz-date", VanillaRequest);

        Assert.Equal(VanillaSignature, signed.Signature);
        Assert.Equal(
            VanillaSignature,
            SignedRequest.Sign(VanillaSecret, "20150830", "us-east-1", "service", "20150830T123600Z", VanillaRequest));
    }

    [Theory]
    [InlineData("us-east-1")]
    [InlineData("us-gov-west-1")]
    [InlineData("cn-north-1")]
    public async Task Request_AsItWasSigned_IsLetThrough(string region)
    {
        await using var aws = await AwsSimulator.StartAsync();
        using var request = await SignedAsync(aws, region: region);

        Assert.Equal((200, """{"Events":[]}"""), await SendAsync(request));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Request_ChangedInOnePlace_IsRefused(string change)
    {
        const string role = "arn:aws:iam::444455556666:role/Audit";
        await using var aws = await AwsSimulator.StartAsync(new AwsSimulatorOptions { Roles = [new SimulatedRole(role)] });
        using var session = new AwsSession(
            new AwsAccount("444455556666", role, null), new StsSettings("us-east-1", aws.BaseUrl, TimeSpan.FromSeconds(30)),
            new FixedCredentials(aws.Options.AccessKeyId, aws.Options.SecretAccessKey), new Clients(), TimeProvider.System);
        var credentials = await session.GetAsync(default);
        using var request = await SignedAsync(aws, credentials, at: change == "date" ? Now.AddMinutes(-6) : Now);
        Change(request, change);

        var (status, answer) = await SendAsync(request);

        Assert.Equal(400, status);
        Assert.Matches("Invalid|Unrecognized|MissingAuth|UnknownOperation|Serialization", answer);
    }

    [Fact]
    public async Task Headers_OfARequest_AreAllSigned()
    {
        await using var aws = await AwsSimulator.StartAsync();
        using var request = await SignedAsync(aws, new SessionAWSCredentials("ASIAX", "secret", "token"));

        var header = request.Headers.GetValues("Authorization").Single();

        Assert.Contains(
            "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target,", header,
            StringComparison.Ordinal);
        Assert.Equal("token", request.Headers.GetValues("X-Amz-Security-Token").Single());
    }

    [Theory]
    [InlineData("eu-central-2", "https://cloudtrail.eu-central-2.amazonaws.com/", "aws", "us-east-1")]
    [InlineData("us-gov-east-1", "https://cloudtrail.us-gov-east-1.amazonaws.com/", "aws-us-gov", "us-gov-west-1")]
    [InlineData("cn-northwest-1", "https://cloudtrail.cn-northwest-1.amazonaws.com.cn/", "aws-cn", "cn-north-1")]
    public void Address_OfARegion_IsOfItsPartition(string region, string address, string partition, string home)
    {
        Assert.Equal(address, AwsRegions.Address("cloudtrail", region, null).AbsoluteUri);
        Assert.Equal((partition, home), (AwsRegions.PartitionOf(region), AwsRegions.HomeOf(AwsRegions.PartitionOf(region))));
        Assert.True(AwsRegions.IsOne(region));
    }

    [Theory]
    [InlineData("")]
    [InlineData("EU-WEST-1")]
    [InlineData("eu-west")]
    [InlineData("eu-west-1.evil.example/")]
    [InlineData("us-iso-east-1")]
    public void Region_OfAnotherForm_IsNone(string region) => Assert.False(AwsRegions.IsOne(region));

    private static async Task<HttpRequestMessage> SignedAsync(
        AwsSimulator aws, AWSCredentials? credentials = null, string region = "us-east-1", DateTimeOffset? at = null)
    {
        var body = Encoding.UTF8.GetBytes(Question);
        var request = new HttpRequestMessage(HttpMethod.Post, aws.BaseUrl) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", LookupEndpoint.Target);
        await AwsSignature.SignAsync(
            request, body, "cloudtrail", region,
            credentials ?? new BasicAWSCredentials(aws.Options.AccessKeyId, aws.Options.SecretAccessKey), at ?? Now, default);
        return request;
    }

    private static void Change(HttpRequestMessage request, string change)
    {
        var headers = request.Headers;
        var signed = headers.GetValues("Authorization").Single();
        switch (change)
        {
            case "target":
                Set("X-Amz-Target", LookupEndpoint.Target + "s");
                break;
            case "type":
                request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                break;
            case "added":
                Set("X-Amz-Meta", "x");
                break;
            case "body":
                request.Content = Content(Question.Replace("\"X\"", "\"Y\"", StringComparison.Ordinal));
                break;
            case "hash":
                Set("X-Amz-Content-Sha256", new string('0', 64));
                break;
            case "token":
                Set("X-Amz-Security-Token", "another");
                break;
            case "noToken":
                headers.Remove("X-Amz-Security-Token");
                break;
            case "key":
                Set("Authorization", signed.Replace("Credential=ASIA", "Credential=ASIB", StringComparison.Ordinal));
                break;
            case "region":
                Set("Authorization", signed.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal));
                break;
            case "service":
                Set("Authorization", signed.Replace("/cloudtrail/", "/sts/", StringComparison.Ordinal));
                break;
            case "signature":
                Set("Authorization", signed[..^1] + (signed[^1] == '0' ? '1' : '0'));
                break;
            case "unsigned":
                headers.Remove("Authorization");
                break;
            case "host":
                headers.Host = "cloudtrail.eu-west-1.amazonaws.com";
                break;
            default:
                break;
        }

        void Set(string name, string value)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private static ByteArrayContent Content(string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        return content;
    }

    private static async Task<(int Status, string Answer)> SendAsync(HttpRequestMessage request)
    {
        using var client = new HttpClient();
        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private sealed class Clients : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new();
    }
}
