using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using OAuthAttest.Identity.Access;
using OAuthAttest.Outside;
using Polly;

namespace OAuthAttest.Aws.Access;

/// <summary>How STS is called.</summary>
/// <param name="Region">The Region whose STS is asked.</param>
/// <param name="Instead">Of a simulator; null: AWS itself.</param>
/// <param name="SessionName">By which the account's own log tells the session; 2 to 64 characters.</param>
internal sealed record StsSettings(string Region, Uri? Instead, TimeSpan Timeout, string SessionName = AwsSession.Name);

/// <summary>
/// Credentials of an account by AssumeRole, which are taken anew before they expire; without a role the process' own, of which STS is
/// asked once whose they are: an audit of the wrong account would be clean.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html</remarks>
internal sealed class AwsSession(
    AwsAccount account, StsSettings settings, IOwnCredentials own, IHttpClientFactory clients, TimeProvider clock)
    : IAwsSession, IDisposable
{
    /// <summary>The name of the sessions that only read.</summary>
    public const string Name = "OAuthAttest";

    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim turn = new(1, 1);

    private readonly ResiliencePipeline reads =
        OutsideRetry.Reads(retries: 3, ProviderAccess.DefaultFirstPause, ProviderAccess.DefaultPatience);

    private AWSCredentials? held;
    private DateTimeOffset heldUntil;

    public async Task<AWSCredentials> GetAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (held is null || clock.GetUtcNow() >= heldUntil)
                (held, heldUntil) = await reads.ExecuteAsync(async token => await TakeAsync(token), cancellation);
            return held;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<(AWSCredentials Credentials, DateTimeOffset Until)> TakeAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        try
        {
            var mine = await own.FindAsync(limit.Token);
            using var sts = new AmazonSecurityTokenServiceClient(mine, Configuration());
            return account.RoleArn is null ? (await OwnAsync(sts, mine, limit.Token), DateTimeOffset.MaxValue)
                : await AssumeAsync(sts, account.RoleArn, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new AwsUnavailableException("STS: no answer in time", inner: e);
        }
        catch (AmazonServiceException e)
        {
            throw SdkClients.Sorted("STS", e);
        }
        catch (AmazonClientException e) when (e.InnerException is null)
        {
            throw new AwsRejectedException("there are no credentials of AWS for this process", inner: e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or IOException)
        {
            throw new AwsUnavailableException("STS: no clear answer", inner: e);
        }
    }

    private async Task<AWSCredentials> OwnAsync(AmazonSecurityTokenServiceClient sts, AWSCredentials mine, CancellationToken cancellation)
    {
        var caller = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellation);
        return caller.Account == account.Id
            ? mine
            : throw new AwsRejectedException("the credentials of this process are of another account, and no role is set");
    }

    private async Task<(AWSCredentials Credentials, DateTimeOffset Until)> AssumeAsync(
        AmazonSecurityTokenServiceClient sts, string role, CancellationToken cancellation)
    {
        var answer = await sts.AssumeRoleAsync(
            new AssumeRoleRequest { RoleArn = role, RoleSessionName = settings.SessionName, ExternalId = account.ExternalId },
            cancellation);
        if (answer.Credentials is not { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, SessionToken.Length: > 0 } given
            || given.Expiration is not { } expires)
        {
            throw new AwsUnavailableException("STS: the answer has no credentials");
        }
        return (
            new SessionAWSCredentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken),
            new DateTimeOffset(expires.ToUniversalTime()) - Ahead);
    }

    private AmazonSecurityTokenServiceConfig Configuration() =>
        new AmazonSecurityTokenServiceConfig().Configured("sts", settings.Region, settings.Instead, clients);
}
