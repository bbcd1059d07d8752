using System.CommandLine;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;

namespace OAuthAttest.Local.Audit;

/// <summary>The options that say what is read.</summary>
internal sealed class SourceArguments
{
    private readonly Option<string?> logs = new("--logs")
    {
        Description = "A folder with CloudTrail's files as S3 delivers them (gzip or plain, with all folders in it), or one file.",
    };

    private readonly Option<string?> bucket = new("--bucket")
    {
        Description = "The bucket that CloudTrail delivers to; its Region and its account are settings. The time is --since to --until.",
    };

    private readonly Option<string?> prefix = new("--prefix")
    {
        Description = "With --bucket: a folder above the years, such as AWSLogs/111122223333/; else the settings'.",
    };

    private readonly Option<bool> lookup = new("--lookup")
    {
        Description = "Ask CloudTrail itself, in the accounts and Regions of the settings, about the time from --since to --until.",
    };

    private readonly Option<bool> athena = new("--athena")
    {
        Description = "Ask Athena by the table of the settings, about the time from --since to --until. AWS charges for what it reads.",
    };

    private readonly Option<string?> settings = new("--settings")
    {
        Description = $"With --bucket, --lookup and --athena: the settings file; {Settings.FileName} of this folder when it exists.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[logs, bucket, prefix, lookup, athena, settings])
            command.Add(option);
    }

    /// <exception cref="LocalConfigurationException">They do not say one thing.</exception>
    public SourceChoice Read(ParseResult parsed)
    {
        var choice = new SourceChoice(
            parsed.GetValue(logs), parsed.GetValue(bucket), parsed.GetValue(prefix), parsed.GetValue(athena), parsed.GetValue(settings));
        var said = ((bool[])[choice.Logs is not null, choice.Bucket is not null, choice.IsAthena, parsed.GetValue(lookup)])
            .Count(each => each);
        if (said != 1)
            throw new LocalConfigurationException("Say one of --logs, --bucket, --lookup and --athena: what is to be read.");
        return choice.Prefix is null || choice.Bucket is not null
            ? choice
            : throw new LocalConfigurationException("--prefix is of a bucket: say --bucket too.");
    }
}

/// <summary>What is read; neither logs nor bucket nor Athena: CloudTrail is asked.</summary>
/// <param name="Settings">The settings' file.</param>
internal sealed record SourceChoice(string? Logs, string? Bucket, string? Prefix, bool IsAthena, string? Settings);
