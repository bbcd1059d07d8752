using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;

namespace OAuthAttest.Aws.Access;

/// <summary>
/// Signs a request with the signer of AWSSDK.Core (Signature Version 4). All headers that it has by then are signed, and so is its body.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</remarks>
internal static class AwsSignature
{
    /// <param name="request">Its address and its headers.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="service">As in addresses: <c>cloudtrail</c>.</param>
    /// <param name="region">The Region that is called.</param>
    /// <param name="credentials">A session token among them is signed too.</param>
    /// <param name="at">Now: AWS refuses what is more than five minutes off.</param>
    /// <param name="cancellation">Cancels getting the credentials.</param>
    /// <exception cref="AmazonClientException">There are no credentials, or they could not be renewed.</exception>
    public static async Task SignAsync(
        HttpRequestMessage request,
        byte[] body,
        string service,
        string region,
        AWSCredentials credentials,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        var signed = new AWSSigningRequest { HttpMethod = request.Method, RequestUri = request.RequestUri, Content = body };
        foreach (var (name, values) in request.Content is { } content ? request.Headers.Concat(content.Headers) : request.Headers)
            signed.Headers[name] = string.Join(',', values);
        var parameters = new AWSSigV4Parameters
        {
            Credentials = credentials,
            Region = RegionEndpoint.GetBySystemName(region),
            Service = service,
            SignedAt = at.UtcDateTime,
        };
        var result = await AWSSigV4Signer.SignAsync(signed, parameters, cancellation);
        foreach (var (name, value) in result.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
    }
}
