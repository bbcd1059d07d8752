using Amazon.Runtime;

namespace OAuthAttest.Aws.Access;

/// <summary>The credentials with which one account is read.</summary>
internal interface IAwsSession
{
    /// <exception cref="AwsUnavailableException">They cannot be had now.</exception>
    /// <exception cref="AwsRejectedException">There are none, AWS refuses them, or they are another account's.</exception>
    public Task<AWSCredentials> GetAsync(CancellationToken cancellation);
}
