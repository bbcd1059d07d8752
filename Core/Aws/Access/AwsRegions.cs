using System.Text.RegularExpressions;
using Amazon;

namespace OAuthAttest.Aws.Access;

/// <summary>Regions and their addresses. A partition (AWS, GovCloud, China) has its own domain, accounts and credentials.</summary>
/// <remarks>https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html</remarks>
internal static partial class AwsRegions
{
    /// <summary>The partition of nearly everybody.</summary>
    public const string Commercial = "aws";

    // By partition, where IAM and the other global services stand.
    private static readonly Dictionary<string, string> Homes = new(StringComparer.Ordinal)
    {
        [Commercial] = "us-east-1",
        ["aws-us-gov"] = "us-gov-west-1",
        ["aws-cn"] = "cn-north-1",
    };

    /// <summary>The partitions that can be audited, in words for a message.</summary>
    public static string Partitions => string.Join(", ", Homes.Keys);

    /// <summary>Whether it is a name as AWS writes them, in a partition that is known here; AWS alone knows whether it exists.</summary>
    public static bool IsOne(string name) => Name().IsMatch(name) && Homes.ContainsKey(PartitionOf(name));

    public static string PartitionOf(string region) => RegionEndpoint.GetBySystemName(region).PartitionName;

    /// <summary>The Region that has the records of IAM and the other global services.</summary>
    /// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html</remarks>
    public static string HomeOf(string partition) => Homes[partition];

    /// <param name="service">As in addresses and signatures: <c>cloudtrail</c>.</param>
    /// <param name="instead">Of a simulator; null: AWS itself.</param>
    public static Uri Address(string service, string region, Uri? instead) =>
        instead ?? new Uri($"https://{service}.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}/");

    [GeneratedRegex("^[a-z]{2,4}(-[a-z]{2,12}){1,2}-[0-9]{1,2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
