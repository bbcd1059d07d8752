using System.Text.RegularExpressions;
using OAuthAttest.Aws.Access;
using OAuthAttest.Configuration;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>The bucket that CloudTrail delivers its log files to.</summary>
public sealed partial record BucketSettings
{
    /// <summary>Empty: there is none.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where in it: empty, or a folder above the years, such as <c>AWSLogs/111122223333/</c>.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Where it stands.</summary>
    public string Region { get; set; } = "";

    /// <summary>Whose it is.</summary>
    public AccountAccess Account { get; set; } = new();

    public bool IsConfigured => Name.Length > 0;

    internal void Check(Mistakes mistakes)
    {
        if (Name.Length > 0 && !BucketName().IsMatch(Name))
            mistakes.Add(nameof(Name), $"is '{Name}': it must be the name of a bucket, such as northwind-cloudtrail.");
        if (Prefix.Length > 0 && !Folder().IsMatch(Prefix))
            mistakes.Add(nameof(Prefix), "must be a folder above the years, with a slash at its end, such as AWSLogs/111122223333/.");
        if (!IsConfigured)
            return;
        if (!AwsRegions.IsOne(Region))
            mistakes.Add(nameof(Region), $"must be the Region of the bucket, of {AwsRegions.Partitions}, such as eu-west-1.");
        Account.Check(mistakes.In(nameof(Account)), AwsRegions.IsOne(Region) ? AwsRegions.PartitionOf(Region) : null);
    }

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BucketName();

    [GeneratedRegex("^(?!.*/[0-9]{4}/)[^/\\p{C}][^\\p{C}]*/$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Folder();
}
