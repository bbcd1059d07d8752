using OAuthAttest.Aws.Access;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>What it says of an object, and of the next ones, that it could not be read.</summary>
internal static class BucketFaults
{
    // By the errors' names: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    private static readonly Dictionary<string, string> OfTheObject = new(StringComparer.Ordinal)
    {
        ["NoSuchKey"] = "is gone since it was listed",
        ["PreconditionFailed"] = "was changed since it was listed",
        ["InvalidObjectState"] = "is archived, and must be restored to be read",
    };

    /// <summary>It speaks of this object alone.</summary>
    public static bool IsOfTheObject(Exception fault) => fault is AwsRejectedException { Code: { } code } && OfTheObject.ContainsKey(code);

    public static string Words(Exception fault) =>
        fault is AwsRejectedException { Code: { } code } && OfTheObject.TryGetValue(code, out var words) ? words : fault.Message;
}
