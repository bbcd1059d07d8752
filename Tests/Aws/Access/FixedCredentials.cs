using Amazon.Runtime;
using OAuthAttest.Aws.Access;

namespace OAuthAttest.Tests.Aws.Access;

/// <summary>Credentials that a test gives.</summary>
internal sealed class FixedCredentials(AWSCredentials? credentials) : IOwnCredentials, IAwsSession
{
    public FixedCredentials(string id, string secret, string? token = null)
        : this(token is null ? new BasicAWSCredentials(id, secret) : new SessionAWSCredentials(id, secret, token))
    {
    }

    public Task<AWSCredentials> FindAsync(CancellationToken cancellation) =>
        credentials is null ? throw new AmazonClientException("none") : Task.FromResult(credentials);

    public Task<AWSCredentials> GetAsync(CancellationToken cancellation) => FindAsync(cancellation);
}
