using System.Security.Cryptography;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>An object of a bucket.</summary>
/// <param name="Metadata">What the caller that put it wrote beside it: name without <c>x-amz-meta-</c>, and value.</param>
/// <param name="StorageClass">Objects in GLACIER and DEEP_ARCHIVE must be restored before they can be read.</param>
public sealed record SimulatedObject(
    string Key, ReadOnlyMemory<byte> Content, IReadOnlyDictionary<string, string> Metadata, string StorageClass = "STANDARD")
{
    public bool IsArchived => StorageClass is "GLACIER" or "DEEP_ARCHIVE";

    /// <summary>With its quotes; of an object that was put in one part it is the MD5.</summary>
#pragma warning disable CA5351 // S3 says so: it tells versions apart, and protects nothing.
    public string ETag => $"\"{Convert.ToHexStringLower(MD5.HashData(Content.Span))}\"";
#pragma warning restore CA5351
}
