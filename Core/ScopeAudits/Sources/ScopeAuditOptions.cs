using OAuthAttest.Addresses;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.Configuration;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.Slack;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>
/// Configuration section <c>ScopeAudit</c>: the accounts whose CloudTrail is asked, or the bucket whose log files are read. Without them
/// nothing is.
/// </summary>
[SettingsSection(ScopeAuditOptions.Section)]
public sealed class ScopeAuditOptions : IChecked
{
    public const string Section = "ScopeAudit";

    public const string ScheduleSetting = "ScopeAuditSchedule";

    /// <summary>When what has happened since the last audit is audited.</summary>
    [TopLevel(ScheduleSetting), Schedule]
    public string Schedule { get; set; } = "0 */15 * * * *";

    /// <summary>Where the audits that run by themselves have their records from.</summary>
    public AuditSource Source { get; set; } = AuditSource.Lookup;

    public IReadOnlyList<AuditedAccount> Accounts { get; set; } = [];

    /// <summary>Asked in every account; the one with the records of IAM is asked besides.</summary>
    public IReadOnlyList<string> Regions { get; set; } = [];

    /// <summary>The bucket with the log files.</summary>
    public BucketSettings Bucket { get; set; } = new();

    /// <summary>The table that Athena is asked by.</summary>
    public AthenaSettings Athena { get; set; } = new();

    /// <summary>The approved list; null: nothing is approved.</summary>
    public string? ApprovedFile { get; set; }

    /// <summary>A team's own queries; null: those that ship.</summary>
    public string? RegistryFile { get; set; }

    /// <summary>How far back is asked where nothing else is said.</summary>
    [Bounds(AtLeast = "01:00:00", AtMost = "90.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// So long after a call its record may still be missing; nothing is said of calls that are younger. AWS: about five minutes on average,
    /// without a promise.
    /// </summary>
    [Bounds(AtLeast = "00:00:00", AtMost = "1.00:00:00")]
    public TimeSpan DeliveryLag { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// So far an audit of the timer goes back behind the end of the last one that was complete, for what was delivered later than that.
    /// </summary>
    [Bounds(AtLeast = "00:00:00", AtMost = "7.00:00:00")]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Channel that is told of deviations; empty: the lead's.</summary>
    public string Channel { get; set; } = "";

    /// <summary>
    /// Changes that deviate and are so bad or worse are paged for, once PagerDuty has a routing key; null: none is.
    /// </summary>
    public Severity? PageFrom { get; set; } = Severity.Critical;

    /// <summary>
    /// Who may approve in Slack what deviates: email addresses or Slack user ids. Nobody: nothing can be proposed there.
    /// </summary>
    public IReadOnlyList<string> Approvers { get; set; } = [];

    /// <summary>How long an approval is good that is proposed without another end.</summary>
    [Bounds(AtLeast = "1.00:00:00", AtMost = "3650.00:00:00")]
    public TimeSpan ApprovalLife { get; set; } = TimeSpan.FromDays(90);

    /// <summary>No approval that is proposed in Slack is good for longer.</summary>
    [Bounds(AtLeast = "1.00:00:00", AtMost = "3650.00:00:00")]
    public TimeSpan LongestApprovalLife { get; set; } = TimeSpan.FromDays(365);

    /// <summary>A proposal that nobody decides on is over then.</summary>
    [Bounds(AtLeast = "01:00:00", AtMost = "90.00:00:00")]
    public TimeSpan ProposalLife { get; set; } = TimeSpan.FromDays(7);

    /// <summary>So many pairs of account and Region are asked at a time; each has its own limit at AWS.</summary>
    [Bounds(AtLeast = "1", AtMost = "64")]
    public int Concurrency { get; set; } = 8;

    /// <summary>
    /// Look-ups a second in each account and Region. AWS takes two, from everybody who asks: one leaves half to others.
    /// </summary>
    [Bounds(AtLeast = "1", AtMost = "1000")]
    public int CallsPerSecond { get; set; } = LookupClient.CallsPerSecond;

    /// <summary>The time limit of one call.</summary>
    [Bounds(AtLeast = "00:00:00.1", AtMost = "00:02:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>One address for all services and Regions of AWS, of a simulator; null: AWS itself.</summary>
    [ServiceAddress]
    public Uri? BaseUrl { get; set; }

    /// <summary>The audits that run by themselves have something to read.</summary>
    public bool IsConfigured => Source switch
    {
        AuditSource.Bucket => Bucket.IsConfigured,
        AuditSource.Athena => Athena.IsConfigured,
        _ => Accounts.Count > 0,
    };

    /// <summary>Which bucket or table a source reads: another one may have what this one has not.</summary>
    internal string PlaceOf(AuditSource source) => source switch
    {
        AuditSource.Bucket => $"s3://{Bucket.Name}/{Bucket.Prefix}",
        AuditSource.Athena => $"{Athena.Account.Id}/{Athena.Region}/{Athena.Database}.{Athena.Table}",
        _ => "",
    };

    /// <summary>Where everything about audits is told.</summary>
    internal string ChannelOr(string leads) => Channel.Length > 0 ? Channel : leads;

    public void Check(Mistakes mistakes)
    {
        CheckFile(mistakes, nameof(ApprovedFile), ApprovedFile, file => ApprovedScopes.Load(file));
        CheckFile(mistakes, nameof(RegistryFile), RegistryFile, file => QueryRegistry.Load(file));
        CheckRegions(mistakes);
        CheckApproving(mistakes);
        Bucket.Check(mistakes.In(nameof(Bucket)));
        Athena.Check(mistakes.In(nameof(Athena)));
        CheckSource(mistakes);
        if (Channel.Length > 0 && !SlackIds.IsOne(Channel, SlackIds.Channels))
            mistakes.Add(nameof(Channel), $"is '{Channel}': it must be the id of a channel, such as C0123ABCD.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Accounts.Count; i++)
        {
            var own = mistakes.In($"{nameof(Accounts)}:{i}");
            Accounts[i].Check(own, Partition);
            if (AwsAccount.IsId(Accounts[i].Id) && !seen.Add(Accounts[i].Id))
                own.Add(nameof(AuditedAccount.Id), "is there twice.");
        }
    }

    /// <summary>That of the Regions: credentials of one partition are none in another.</summary>
    internal string? Partition => Regions.FirstOrDefault(AwsRegions.IsOne) is { } region ? AwsRegions.PartitionOf(region) : null;

    private void CheckRegions(Mistakes mistakes)
    {
        if (Accounts.Count > 0 && Regions.Count == 0)
            mistakes.Add(nameof(Regions), "is missing: the Regions that are asked in each account.");
        if (Regions.FirstOrDefault(region => !AwsRegions.IsOne(region)) is { } wrong)
            mistakes.Add(nameof(Regions), $"has '{wrong}', which is no Region of {AwsRegions.Partitions}, such as eu-west-1.");
        else if (Regions.Select(AwsRegions.PartitionOf).Distinct(StringComparer.Ordinal).Count() > 1)
            mistakes.Add(nameof(Regions), "are of several partitions, and no credentials are good in two.");
        else if (Regions.Distinct(StringComparer.Ordinal).Count() < Regions.Count)
            mistakes.Add(nameof(Regions), "has a Region twice.");
    }

    private void CheckSource(Mistakes mistakes)
    {
        if (Source == AuditSource.Bucket)
            CheckSource(mistakes, mistakes.In(nameof(Bucket)), Bucket.IsConfigured ? null : nameof(Bucket.Name), Bucket.Region);
        if (Source == AuditSource.Athena)
            CheckSource(mistakes, mistakes.In(nameof(Athena)), Athena.IsConfigured ? null : nameof(Athena.Table), Athena.Region);
    }

    /// <param name="missing">What is not set.</param>
    private void CheckSource(Mistakes mistakes, Mistakes own, string? missing, string region)
    {
        if (missing is not null)
            own.Add(missing, $"is missing: {mistakes.Key(nameof(Source))} is {Source}.");
        else if (Partition is { } partition && AwsRegions.IsOne(region) && AwsRegions.PartitionOf(region) != partition)
            own.Add(nameof(Bucket.Region), $"is of another partition than the Regions, which are of {partition}.");
    }

    private void CheckApproving(Mistakes mistakes)
    {
        for (var i = 0; i < Approvers.Count; i++)
        {
            if (EmailAddress.IsOne(Approvers[i]) || SlackIds.IsOne(Approvers[i], SlackIds.People))
                continue;
            mistakes.Add(
                $"{nameof(Approvers)}:{i}", $"is '{Approvers[i]}': it must be an email address or a Slack user id such as U0123ABCD.");
        }
        if (ApprovalLife > LongestApprovalLife && !mistakes.Has(nameof(ApprovalLife)) && !mistakes.Has(nameof(LongestApprovalLife)))
            mistakes.Add(nameof(ApprovalLife), $"must not be longer than {mistakes.Key(nameof(LongestApprovalLife))}.");
    }

    private static void CheckFile(Mistakes mistakes, string name, string? file, Action<string> load)
    {
        if (file is null)
            return;
        try
        {
            load(file);
        }
        catch (InvalidDataException wrong)
        {
            mistakes.AddContent(name, wrong.Message);
        }
    }
}
