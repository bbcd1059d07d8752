namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>Records that are delivered long after their calls.</summary>
internal static class LateRecords
{
    /// <summary>For so long CloudTrail tries to deliver what it could not.</summary>
    /// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html</remarks>
    public static readonly TimeSpan Latest = TimeSpan.FromDays(30);
}
