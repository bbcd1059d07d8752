using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using OAuthAttest.Aws.Access;
using OAuthAttest.Identity.Access;
using OAuthAttest.Outside;
using Polly;

namespace OAuthAttest.Aws.Buckets;

/// <param name="Owner">The account that it must be of: somebody else's bucket of the same name is refused.</param>
/// <param name="Instead">The address of a simulator; null: AWS itself.</param>
internal sealed record BucketPlace(string Name, string Region, string Owner, Uri? Instead, TimeSpan Timeout);

/// <summary>Lists and reads the objects of one bucket; it never writes.</summary>
internal sealed class BucketClient(BucketPlace place, IAwsSession session, IHttpClientFactory clients) : IDisposable
{
    private const int Retries = 5;
    private const string Service = "S3";

    /// <summary>A thousand keys a page: ten million in one folder of a day.</summary>
    private const int MostPages = 10_000;

    private readonly ResiliencePipeline reads =
        OutsideRetry.Reads(Retries, ProviderAccess.DefaultFirstPause, ProviderAccess.DefaultPatience);

    private readonly Lock gate = new();
    private readonly List<AmazonS3Client> made = [];
    private AWSCredentials? of;

    public string Name => place.Name;

    /// <summary>All pages of what begins with the prefix, each when it is asked for.</summary>
    /// <param name="byFolder">Only up to the next slash.</param>
    /// <exception cref="AwsUnavailableException">All attempts failed, or the pages are not what a list is.</exception>
    /// <exception cref="AwsRejectedException">AWS refuses the call.</exception>
    public async IAsyncEnumerable<BucketPage> ListAsync(
        string prefix, bool byFolder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        string? token = null, last = null;
        do
        {
            var answer = await CallAsync(async (s3, limit) => Checked(await s3.ListObjectsV2Async(new ListObjectsV2Request
            {
                BucketName = place.Name,
                Prefix = prefix,
                Delimiter = byFolder ? "/" : null,
                ContinuationToken = token,
                ExpectedBucketOwner = place.Owner,
            }, limit), prefix), cancellation);
            var page = PageOf(answer);
            last = InOrder(page, prefix, last);
            yield return page;
            token = answer.IsTruncated == true ? answer.NextContinuationToken : null;
            if (token is not null && (!tokens.Add(token) || tokens.Count >= MostPages))
                throw new AwsUnavailableException($"{Service}: the pages of {prefix} do not end");
        }
        while (token is not null);
    }

    /// <summary>Opens an object as it was listed, and hands it over.</summary>
    /// <param name="read">Gets the body; it may be called several times, each time from the beginning.</param>
    /// <inheritdoc cref="ListAsync" path="/exception"/>
    public async Task<T> ReadAsync<T>(
        BucketObject listed, Func<ObjectStream, MetadataCollection, T> read, CancellationToken cancellation) =>
        await CallAsync(async (s3, limit) =>
        {
            using var answer = await s3.GetObjectAsync(new GetObjectRequest
            {
                BucketName = place.Name,
                Key = listed.Key,
                EtagToMatch = listed.ETag,
                ExpectedBucketOwner = place.Owner,
            }, limit);
            if (answer.ETag != listed.ETag || answer.ContentLength != listed.Size)
                throw new AwsUnavailableException($"{Service}: the answer is another object than the one that was listed");
            using var body = new ObjectStream(answer.ResponseStream, listed.Size, place.Timeout, cancellation);
            var result = await Task.Run(() => read(body, answer.Metadata), cancellation);
            return body.Fault is { } fault ? throw new AwsUnavailableException($"{Service}: {fault}") : result;
        }, cancellation);

    public void Dispose()
    {
        foreach (var client in made)
            client.Dispose();
    }

    private async Task<T> CallAsync<T>(Func<AmazonS3Client, CancellationToken, Task<T>> call, CancellationToken cancellation) =>
        await reads.ExecuteAsync(
            async token => await SdkClients.CallAsync(
                Service, place.Timeout, async limit => await call(await ClientAsync(limit), limit), token),
            cancellation);

    /// <summary>Made anew when the credentials were.</summary>
    private async Task<AmazonS3Client> ClientAsync(CancellationToken cancellation)
    {
        var credentials = await session.GetAsync(cancellation);
        lock (gate)
        {
            if (!ReferenceEquals(credentials, of))
            {
                var configuration = new AmazonS3Config { ForcePathStyle = place.Instead is not null };
                made.Add(new AmazonS3Client(credentials, configuration.Configured("s3", place.Region, place.Instead, clients)));
                of = credentials;
            }
            return made[^1];
        }
    }

    /// <summary>An answer that says of what it is, and has as many entries as it says: an empty body would be an empty list.</summary>
    private ListObjectsV2Response Checked(ListObjectsV2Response answer, string prefix)
    {
        var count = (answer.S3Objects?.Count ?? 0) + (answer.CommonPrefixes?.Count ?? 0);
        return answer.Name == place.Name && (answer.Prefix ?? "") == prefix && answer.KeyCount == count
            && answer.IsTruncated is { } isTruncated && isTruncated == answer.NextContinuationToken is { Length: > 0 }
            ? answer
            : throw new AwsUnavailableException($"{Service}: the answer is no clear list");
    }

    private static BucketPage PageOf(ListObjectsV2Response answer) => new(
        [.. (answer.S3Objects ?? []).Select(each =>
            each is { Key.Length: > 0, Size: { } size, ETag.Length: > 0 }
                ? new BucketObject(each.Key, size, each.ETag)
                : throw new AwsUnavailableException($"{Service}: the list has an object without its key, size or ETag"))],
        answer.CommonPrefixes ?? []);

    /// <summary>S3 lists in the order of the keys: a page that came twice, or out of its turn, is none.</summary>
    private static string? InOrder(BucketPage page, string prefix, string? last)
    {
        var keys = page.Objects.Select(each => each.Key).ToList();
        foreach (var key in page.Folders.Count == 0 ? keys : [.. keys.Concat(page.Folders).Order(StringComparer.Ordinal)])
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal) || string.CompareOrdinal(key, last) <= 0)
                throw new AwsUnavailableException($"{Service}: the pages of {prefix} are not in their order");
            last = key;
        }
        return last;
    }
}
