using System.Text.Json;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Aws.Digests;

/// <summary>
/// A digest file: which log files CloudTrail delivered in about an hour, the hash of each, and the digest file before it.
/// </summary>
/// <remarks>
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
/// </remarks>
internal sealed record CloudTrailDigest
{
    /// <summary>An hour of the busiest trail has some thousand log files, of about 400 bytes each.</summary>
    private const int Largest = 64 * 1024 * 1024;

    private const string HashAlgorithm = "SHA-256";
    private const string SignatureAlgorithm = "SHA256withRSA";

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    /// <summary>As it is written in the file, for it is signed so.</summary>
    public required string EndText { get; init; }

    public required string Bucket { get; init; }

    public required DigestKey Key { get; init; }

    /// <summary>Of the public key that its signature is by.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Null: none was before it, or it does not say which.</summary>
    public required PreviousDigest? Previous { get; init; }

    /// <summary>Null in the first digest file.</summary>
    public required string? PreviousSignature { get; init; }

    public required IReadOnlyList<DigestedLog> Logs { get; init; }

    /// <summary>Of the unpacked file, in lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    public DigestLink Link => new(Key, Start, End, Hash, Previous, PreviousSignature);

    /// <param name="file">Gzip or plain.</param>
    /// <param name="problem">What is wrong with it, as the end of a sentence.</param>
    /// <returns>Null: it is no digest file that is understood.</returns>
    public static CloudTrailDigest? Read(Stream file, out string problem)
    {
        try
        {
            using var hashed = new HashedStream(CloudTrailFile.Unpacked(file));
            using var text = new MemoryStream();
            var buffer = new byte[81920];
            while (hashed.Read(buffer) is > 0 and var read)
            {
                text.Write(buffer, 0, read);
                if (text.Length > Largest)
                {
                    problem = $"is longer than {Largest >> 20} MiB";
                    return null;
                }
            }
            return Parse(text.GetBuffer().AsSpan(0, (int)text.Length), hashed.ToEnd(), out problem);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            problem = "ends in the middle, or is damaged";
            return null;
        }
    }

    private static CloudTrailDigest? Parse(ReadOnlySpan<byte> text, string hash, out string problem)
    {
        if (StrictJson.Parse(text, out problem, allowDuplicates: false) is not { } json)
            return null;
        problem = "is no digest file of the form that is known";
        if (json.ValueKind != JsonValueKind.Object
            || json.Text("digestS3Bucket") is not { } bucket
            || DigestKey.Parse(json.Text("digestS3Object")) is not { } key
            || json.Text("digestPublicKeyFingerprint") is not { } fingerprint
            || json.Text("digestEndTime") is not { } endText
            || !IsoInstant.TryParse(endText, out var end)
            || !IsoInstant.TryParse(json.Text("digestStartTime"), out var start)
            || !IsPossible(start) || !IsPossible(end)
            || json.Text("digestSignatureAlgorithm") != SignatureAlgorithm
            || json.Text("previousDigestHashAlgorithm") is not (null or HashAlgorithm)
            || LogsOf(json) is not { } logs)
        {
            return null;
        }
        var before = json.Text("previousDigestS3Object");
        if (before is not null && json.Text("previousDigestHashValue") is null)
            return null;
        return new CloudTrailDigest
        {
            Start = start,
            End = end,
            EndText = endText,
            Bucket = bucket,
            Key = key,
            Fingerprint = fingerprint,
            Previous = before is null ? null : new PreviousDigest(before, json.Text("previousDigestHashValue")!),
            PreviousSignature = json.Text("previousDigestSignature"),
            Logs = logs,
            Hash = hash,
        };
    }

    /// <summary>A time that is far from all digest files is somebody's invention.</summary>
    internal static bool IsPossible(DateTimeOffset at) => at.Year is > 2010 and < 2200;

    /// <summary>Null: one of them is not understood, or the list is not there.</summary>
    private static List<DigestedLog>? LogsOf(JsonElement json)
    {
        if (json.Field("logFiles") is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var logs = new List<DigestedLog>();
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object || entry.Text("hashAlgorithm") != HashAlgorithm
                || entry.Text("s3Bucket") is not { } bucket || entry.Text("s3Object") is not { } log
                || entry.Text("hashValue") is not { } hash)
            {
                return null;
            }
            logs.Add(new DigestedLog(bucket, log, hash.ToLowerInvariant()));
        }
        return logs;
    }
}

/// <param name="Hash">Of the unpacked log file, in lower-case hexadecimal digits.</param>
internal sealed record DigestedLog(string Bucket, string Key, string Hash);

/// <param name="Hash">Of the unpacked digest file.</param>
internal sealed record PreviousDigest(string Key, string Hash);
