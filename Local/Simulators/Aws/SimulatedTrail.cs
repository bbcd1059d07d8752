using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>A trail of one account and Region, with log file validation: it delivers log files, and digest files that list them.</summary>
/// <param name="account">Behind its organization's id, where it is of one.</param>
/// <param name="prefix">Of all its keys: empty, or with a slash at its end.</param>
/// <param name="deliver">Gets what is delivered.</param>
public sealed class SimulatedTrail(
    string bucket, string prefix, string account, string region, DigestSigner signer, Action<SimulatedObject> deliver)
{
    private const string Name = "management";

    private readonly List<(string Key, string Hash)> since = [];
    private DateTimeOffset? lastEnd;
    private (string Key, string Hash, string Signature)? previous;
    private int count;

    /// <summary>The account itself, where it stands in the folder of an organization.</summary>
    private string Owner => account[(account.LastIndexOf('/') + 1)..];

    private string Home => $"{prefix}AWSLogs/{account}/";

    /// <returns>The key.</returns>
    public string Log(DateTimeOffset at, params IEnumerable<string> records)
    {
        var unique = (++count).ToString("x16", CultureInfo.InvariantCulture);
        var key = $"{Home}CloudTrail/{region}/{Day(at)}/{Owner}_CloudTrail_{region}_{Text(at, "yyyyMMdd'T'HHmm'Z'")}_{unique}.json.gz";
        var content = Encoding.UTF8.GetBytes($$"""{"Records":[{{string.Join(',', records)}}]}""");
        since.Add((key, Hash(content)));
        deliver(new SimulatedObject(key, Packed(content), new Dictionary<string, string>()));
        return key;
    }

    /// <summary>Lists what was delivered since the last one.</summary>
    /// <param name="isFirst">The chain begins anew, as when validation was switched off and on.</param>
    /// <param name="ending">Of its name, behind the time.</param>
    /// <returns>The key.</returns>
    public string Digest(DateTimeOffset end, bool isFirst = false, string ending = "")
    {
        var name = $"{Owner}_CloudTrail-Digest_{region}_{Name}_{region}_{Text(end, "yyyyMMdd'T'HHmmss'Z'")}{ending}.json.gz";
        var key = $"{Home}CloudTrail-Digest/{region}/{Day(end)}/{name}";
        var before = isFirst ? null : previous;
        var endText = Text(end, "yyyy-MM-dd'T'HH:mm:ss'Z'");
        var content = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["awsAccountId"] = Owner,
            ["digestStartTime"] = Text(lastEnd ?? end.AddHours(-1), "yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["digestEndTime"] = endText,
            ["digestS3Bucket"] = bucket,
            ["digestS3Object"] = key,
            ["digestPublicKeyFingerprint"] = signer.Fingerprint(region),
            ["digestSignatureAlgorithm"] = "SHA256withRSA",
            ["newestEventTime"] = null,
            ["oldestEventTime"] = null,
            ["previousDigestS3Bucket"] = before is null ? null : bucket,
            ["previousDigestS3Object"] = before?.Key,
            ["previousDigestHashValue"] = before?.Hash,
            ["previousDigestHashAlgorithm"] = before is null ? null : "SHA-256",
            ["previousDigestSignature"] = before?.Signature,
            ["logFiles"] = new JsonArray([.. since.Select(log => new JsonObject
            {
                ["s3Bucket"] = bucket,
                ["s3Object"] = log.Key,
                ["hashValue"] = log.Hash,
                ["hashAlgorithm"] = "SHA-256",
                ["newestEventTime"] = endText,
                ["oldestEventTime"] = endText,
            })]),
        }.ToJsonString());
        var signature = signer.Sign(region, $"{endText}\n{bucket}/{key}\n{Hash(content)}\n{before?.Signature ?? "null"}");
        deliver(new SimulatedObject(key, Packed(content), new Dictionary<string, string>
        {
            ["signature"] = signature,
            ["signature-algorithm"] = "SHA256withRSA",
        }));
        (previous, lastEnd) = ((key, Hash(content), signature), end);
        since.Clear();
        return key;
    }

    public static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string Day(DateTimeOffset at) => Text(at, "yyyy/MM/dd");

    private static string Text(DateTimeOffset at, string format) => at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
