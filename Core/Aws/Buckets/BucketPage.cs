namespace OAuthAttest.Aws.Buckets;

/// <summary>An object, as the list told it: with the ETag it is read exactly so, or not at all.</summary>
internal sealed record BucketObject(string Key, long Size, string ETag);

/// <param name="Objects">In the order of their keys.</param>
/// <param name="Folders">What the keys have in common up to the next slash, where folders were asked for.</param>
internal sealed record BucketPage(IReadOnlyList<BucketObject> Objects, IReadOnlyList<string> Folders);
