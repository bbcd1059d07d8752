using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Tests.Configuration;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Sources;

/// <summary>Each wrong setting of the scope audit is one line at the start.</summary>
public sealed class ScopeAuditOptionsTests
{
    private const string Role = "arn:aws:iam::111122223333:role/ops/Audit";

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "ScopeAudit:Accounts:0:Id", "1111", "ScopeAudit:Accounts:0:Id must be the twelve digits of the account." },
        { "ScopeAudit:Accounts:0:RoleArn", "Audit", "ScopeAudit:Accounts:0:RoleArn must be a role's ARN, such as" },
        { "ScopeAudit:Accounts:0:RoleArn", "arn:aws:iam::999900001111:role/Audit", "ScopeAudit:Accounts:0:RoleArn is of another account." },
        {
            "ScopeAudit:Accounts:0:RoleArn", "arn:aws-cn:iam::111122223333:role/Audit",
            "ScopeAudit:Accounts:0:RoleArn is of another partition than the Regions, which are of aws."
        },
        { "ScopeAudit:Accounts:0:ExternalId", "a b", "ScopeAudit:Accounts:0:ExternalId must be 2 to 1224" },
        { "ScopeAudit:Accounts:1:ExternalId", "abc", "ScopeAudit:Accounts:1:RoleArn is missing: an external id belongs to a role." },
        { "ScopeAudit:Accounts:1:Id", "111122223333", "ScopeAudit:Accounts:1:Id is there twice." },
        { "ScopeAudit:Regions", "", "ScopeAudit:Regions is missing: the Regions that are asked in each account." },
        { "ScopeAudit:Regions", "Frankfurt", "ScopeAudit:Regions has 'Frankfurt', which is no Region of aws, aws-us-gov, aws-cn" },
        { "ScopeAudit:Regions", "eu-west-1,eu-west-1", "ScopeAudit:Regions has a Region twice." },
        { "ScopeAudit:Regions", "eu-west-1,cn-north-1", "ScopeAudit:Regions are of several partitions" },
        { "ScopeAudit:Bucket:Name", "Northwind", "ScopeAudit:Bucket:Name is 'Northwind': it must be the name of a bucket" },
        { "ScopeAudit:Bucket:Prefix", "AWSLogs", "ScopeAudit:Bucket:Prefix must be a folder above the years" },
        { "ScopeAudit:Bucket:Prefix", "/AWSLogs/", "ScopeAudit:Bucket:Prefix must be a folder above the years" },
        {
            "ScopeAudit:Bucket:Prefix", "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/",
            "ScopeAudit:Bucket:Prefix must be a folder above the years"
        },
        { "ScopeAudit:Bucket:Region", "", "ScopeAudit:Bucket:Region must be the Region of the bucket" },
        { "ScopeAudit:Bucket:Region", "cn-north-1", "ScopeAudit:Bucket:Account:RoleArn is of another partition than the Regions" },
        { "ScopeAudit:Bucket:Account:Id", "44", "ScopeAudit:Bucket:Account:Id must be the twelve digits of the account." },
        { "ScopeAudit:ApprovedFile", "/no/such/file.json", "ScopeAudit:ApprovedFile: /no/such/file.json cannot be read" },
        { "ScopeAudit:Approvers:0", "Ines", "ScopeAudit:Approvers:0 is 'Ines': it must be an email address or a Slack user id" },
        { "ScopeAudit:PageFrom", "Severe", "ScopeAudit:PageFrom" },
        { "ScopeAudit:ApprovalLife", "366.00:00:00", "ScopeAudit:ApprovalLife must not be longer than ScopeAudit:LongestApprovalLife." },
        { "ScopeAudit:ProposalLife", "00:30:00", "ScopeAudit:ProposalLife" },
        { "ScopeAudit:RegistryFile", "/no/such/file.json", "ScopeAudit:RegistryFile: /no/such/file.json cannot be read" },
    };

    [Fact]
    public void Start_AccountsOfAllKinds_HasNothingToTell() => Assert.Empty(AllSettings.Report(Valid()));

    /// <summary>What tells one bucket or table from another.</summary>
    [Fact]
    public void PlaceOf_NamesWhatIsRead()
    {
        var options = new ScopeAuditOptions
        {
            Bucket = new BucketSettings { Name = "northwind-cloudtrail", Prefix = "AWSLogs/111122223333/" },
            Athena = new AthenaSettings { Account = new AuditedAccount { Id = "444455556666" }, Region = "eu-central-1", Table = "logs" },
        };

        Assert.Equal("s3://northwind-cloudtrail/AWSLogs/111122223333/", options.PlaceOf(AuditSource.Bucket));
        Assert.Equal("444455556666/eu-central-1/default.logs", options.PlaceOf(AuditSource.Athena));
        Assert.Empty(options.PlaceOf(AuditSource.Lookup));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Start_OneMistake_IsOneLine(string key, string value, string line)
    {
        var settings = Valid();
        settings[key] = value;

        Assert.StartsWith(line, Assert.Single(AllSettings.Report(settings)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ScopeAudit:Bucket:Name", "", "ScopeAudit:Bucket:Name is missing: ScopeAudit:Source is Bucket.")]
    [InlineData("ScopeAudit:Bucket:Region", "cn-north-1", "ScopeAudit:Bucket:Region is of another partition than the Regions")]
    public void Start_AuditsOfABucket_NeedOne(string key, string value, string line)
    {
        var settings = Valid();
        settings["ScopeAudit:Source"] = "Bucket";
        Assert.Empty(AllSettings.Report(settings));
        settings["ScopeAudit:Bucket:Account:RoleArn"] = null;
        settings["ScopeAudit:Bucket:Account:ExternalId"] = null;
        settings[key] = value;

        Assert.StartsWith(line, Assert.Single(AllSettings.Report(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WithoutAccountsOrABucket_AreNotConfigured()
    {
        Assert.False(new ScopeAuditOptions().IsConfigured);
        Assert.False(new ScopeAuditOptions { Bucket = new BucketSettings { Name = "archive" } }.IsConfigured);
        Assert.False(new ScopeAuditOptions { Source = AuditSource.Bucket }.IsConfigured);
        Assert.True(
            new ScopeAuditOptions { Source = AuditSource.Bucket, Bucket = new BucketSettings { Name = "archive" } }.IsConfigured);
    }

    private static Dictionary<string, string?> Valid() => TestSettings.Of(AllSettings.Valid(), new Dictionary<string, string?>
    {
        ["ScopeAudit:Accounts:0:RoleArn"] = Role,
        ["ScopeAudit:Accounts:1:Id"] = "999900001111",
    });
}
