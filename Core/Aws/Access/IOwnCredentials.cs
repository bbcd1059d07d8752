using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace OAuthAttest.Aws.Access;

/// <summary>The credentials of the process itself; with them it assumes the roles of other accounts.</summary>
public interface IOwnCredentials
{
    /// <exception cref="AmazonClientException">There are none.</exception>
    public Task<AWSCredentials> FindAsync(CancellationToken cancellation);
}

/// <summary>
/// What AWSSDK.Core finds: environment variables, a web identity, a profile (also of <c>aws sso login</c>), a container's or a machine's
/// role.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/sdk-for-net/v4/developer-guide/creds-assign.html</remarks>
internal sealed class CredentialChain : IOwnCredentials
{
    public async Task<AWSCredentials> FindAsync(CancellationToken cancellation) =>
        await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync().WaitAsync(cancellation);
}
