using Amazon.Runtime;
using OAuthAttest.Aws.Access;
using OAuthAttest.Local.Simulators.Aws;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>The credentials that a simulated AWS gives its caller.</summary>
internal sealed class SimulatedCredentials(AwsSimulatorOptions options) : IOwnCredentials
{
    public Task<AWSCredentials> FindAsync(CancellationToken cancellation) =>
        Task.FromResult<AWSCredentials>(new BasicAWSCredentials(options.AccessKeyId, options.SecretAccessKey));
}
