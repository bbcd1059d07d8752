using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using OAuthAttest.Local.Simulators.Identity;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>S3 at addresses with the bucket in the path: ListObjectsV2 and GetObject.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html</remarks>
internal sealed class BucketEndpoint(AwsSimulatorOptions options, SimulatedBuckets buckets, ListPages pages)
{
    private const int MostKeys = 1000;

    private static readonly XNamespace Xml = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static readonly string[] Known = ["list-type", "prefix", "delimiter", "continuation-token", "max-keys", "x-id"];

    public static string MethodOf(HttpRequest request, string? key) =>
        string.IsNullOrEmpty(key) ? $"{AwsSimulator.ListObjects}:{request.Query["prefix"]}" : $"{AwsSimulator.GetObject}:{key}";

    /// <summary>What the bucket itself refuses; null: nothing.</summary>
    public SimulatedAnswer? Refusal(HttpRequest request, string name, AwsKey caller, string region)
    {
        if (buckets.Find(name) is not { } bucket)
            return AwsErrors.OfS3("NoSuchBucket");
        if (bucket.Region != region)
            return AwsErrors.OfS3("AuthorizationHeaderMalformed");
        var owner = request.Headers["x-amz-expected-bucket-owner"];
        return bucket.Account != caller.Account || !caller.MayReadBuckets || (owner.Count > 0 && owner != bucket.Account)
            ? AwsErrors.OfS3("AccessDenied")
            : null;
    }

    public SimulatedAnswer List(HttpRequest request, string name)
    {
        var query = request.Query;
        if (query["list-type"] != "2" || query.Keys.Except(Known, StringComparer.Ordinal).Any())
            return AwsErrors.OfS3("InvalidArgument");
        string prefix = query["prefix"].ToString(), delimiter = query["delimiter"].ToString();
        if (delimiter is not ("" or "/"))
            return AwsErrors.OfS3("InvalidArgument");
        var most = query["max-keys"].Count == 0 ? MostKeys : int.Parse(query["max-keys"]!, CultureInfo.InvariantCulture);
        var all = Entries(buckets.Find(name)!, prefix, delimiter);
        var size = Math.Min(options.PageSize, Math.Min(most, MostKeys));
        if (pages.Take($"{name}/{prefix}", all, size, query["continuation-token"], delimiter) is not { } page)
            return AwsErrors.OfS3("InvalidArgument");
        var answer = new XElement(
            Xml + "ListBucketResult",
            new XElement(Xml + "Name", name),
            new XElement(Xml + "Prefix", prefix),
            new XElement(Xml + "KeyCount", page.Items.Count),
            new XElement(Xml + "MaxKeys", most),
            delimiter.Length > 0 ? new XElement(Xml + "Delimiter", delimiter) : null,
            new XElement(Xml + "IsTruncated", page.Next is not null),
            page.Next is not null ? new XElement(Xml + "NextContinuationToken", page.Next) : null,
            page.Items.Where(entry => entry.Object is not null).Select(entry => new XElement(
                Xml + "Contents",
                new XElement(Xml + "Key", entry.Text),
                new XElement(Xml + "LastModified", "2026-11-03T08:20:00.000Z"),
                new XElement(Xml + "ETag", entry.Object!.ETag),
                new XElement(Xml + "Size", entry.Object.Content.Length),
                new XElement(Xml + "StorageClass", entry.Object.StorageClass))),
            page.Items.Where(entry => entry.Object is null).Select(entry => new XElement(
                Xml + "CommonPrefixes", new XElement(Xml + "Prefix", entry.Text))));
        return page.Answer(new SimulatedAnswer(200, $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{answer}") { Type = AwsErrors.Xml });
    }

    public SimulatedAnswer Get(HttpRequest request, string name, string key)
    {
        if (request.Query.Keys.Except(Known, StringComparer.Ordinal).Any())
            return AwsErrors.OfS3("InvalidArgument");
        if (!buckets.Find(name)!.Objects.TryGetValue(key, out var found))
            return AwsErrors.OfS3("NoSuchKey");
        if (request.Headers.IfMatch is [{ Length: > 0 } tag] && tag != found.ETag)
            return AwsErrors.OfS3("PreconditionFailed");
        if (found.IsArchived)
            return AwsErrors.OfS3("InvalidObjectState");
        var fault = buckets.Fault(key);
        return new SimulatedAnswer(200, "")
        {
            Headers =
            [
                ("ETag", found.ETag),
                .. found.Metadata.Select(each => ($"x-amz-meta-{each.Key}", each.Value)),
            ],
            Write = http => WriteAsync(http, found.Content, fault),
        };
    }

    private static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> content, ObjectFault fault)
    {
        var sent = fault == ObjectFault.None ? content : content[..(content.Length / 2)];
        http.Response.ContentType = "application/json";
        // CloudTrail puts its files so; who unpacks what comes without being asked would take the length for wrong.
        http.Response.Headers.ContentEncoding = "gzip";
        http.Response.ContentLength = fault == ObjectFault.HalfOfIt ? sent.Length : content.Length;
        await http.Response.Body.WriteAsync(sent, http.RequestAborted);
        if (fault is not (ObjectFault.Cut or ObjectFault.Stalls))
            return;
        await http.Response.Body.FlushAsync(http.RequestAborted);
        if (fault == ObjectFault.Stalls)
            await FaultAnswers.SilenceAsync(http);
        http.Abort();
    }

    /// <summary>Keys, and what they have in common up to the next slash, in one order.</summary>
    private static List<(string Text, SimulatedObject? Object)> Entries(SimulatedBuckets.Bucket bucket, string prefix, string delimiter)
    {
        var entries = new List<(string Text, SimulatedObject? Object)>();
        foreach (var (key, value) in bucket.Objects.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            var end = delimiter.Length > 0 ? key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) : -1;
            if (end < 0)
                entries.Add((key, value));
            else if (entries.Count == 0 || entries[^1].Text != key[..(end + 1)])
                entries.Add((key[..(end + 1)], null));
        }
        return entries;
    }
}
