using System.Text.RegularExpressions;
using OAuthAttest.Aws.Access;
using OAuthAttest.Configuration;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>
/// The table over CloudTrail's log files that Athena is asked by. It has the columns of the one that CloudTrail's console makes, and a
/// partition of days, written <c>yyyy/MM/dd</c>.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html</remarks>
public sealed partial record AthenaSettings
{
    /// <summary>Where Athena is asked.</summary>
    public string Region { get; set; } = "";

    public string Database { get; set; } = "default";

    /// <summary>Empty: there is none.</summary>
    public string Table { get; set; } = "";

    /// <summary>The column that the days are partitions by.</summary>
    public string DatePartition { get; set; } = "timestamp";

    public string WorkGroup { get; set; } = "primary";

    /// <summary>Where results are written to; empty: where the workgroup says.</summary>
    public string OutputLocation { get; set; } = "";

    /// <summary>Whose Athena it is.</summary>
    public AccountAccess Account { get; set; } = new();

    /// <summary>A query that runs for longer is stopped. Athena itself ends one after half an hour, unless AWS has raised that.</summary>
    [Bounds(AtLeast = "00:00:01", AtMost = "01:00:00")]
    public TimeSpan LongestQuery { get; set; } = TimeSpan.FromMinutes(30);

    public bool IsConfigured => Table.Length > 0;

    internal void Check(Mistakes mistakes)
    {
        // They stand in the query's text, where no parameter can.
        foreach (var (name, value) in new[]
            { (nameof(Database), Database), (nameof(Table), Table), (nameof(DatePartition), DatePartition) })
        {
            if (value.Length > 0 && !Identifier().IsMatch(value))
                mistakes.Add(name, $"is '{value}': it must be of small letters, digits and _, and not begin with a digit.");
        }
        if (!WorkGroups().IsMatch(WorkGroup))
            mistakes.Add(nameof(WorkGroup), "must be the name of a workgroup, such as primary.");
        if (OutputLocation.Length > 0 && !Location().IsMatch(OutputLocation))
            mistakes.Add(nameof(OutputLocation), "must be a folder of a bucket, such as s3://northwind-athena/oauthattest/.");
        if (!IsConfigured)
            return;
        if (!AwsRegions.IsOne(Region))
            mistakes.Add(nameof(Region), $"must be the Region of the table, of {AwsRegions.Partitions}, such as eu-west-1.");
        Account.Check(mistakes.In(nameof(Account)), AwsRegions.IsOne(Region) ? AwsRegions.PartitionOf(Region) : null);
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,127}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identifier();

    // https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
    [GeneratedRegex("^[a-zA-Z0-9._-]{1,128}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WorkGroups();

    [GeneratedRegex("^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/([^\\p{C}]*/)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Location();
}
