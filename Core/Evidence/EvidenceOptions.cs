using OAuthAttest.Configuration;

namespace OAuthAttest.Evidence;

/// <summary>Configuration section <c>Evidence</c>: where heads of the audit log are kept outside the database.</summary>
[SettingsSection(EvidenceOptions.Section)]
public sealed class EvidenceOptions : IChecked
{
    public const string Section = "Evidence";

    /// <summary>The key of the schedule: at the top level, as for all schedules.</summary>
    public const string HeadScheduleSetting = "AuditHeadSchedule";

    /// <summary>NCRONTAB of keeping the head of the audit log, and of comparing the log with those that are kept.</summary>
    [TopLevel(HeadScheduleSetting), Schedule]
    public string HeadSchedule { get; set; } = "40 7 * * * *";

    /// <summary>
    /// The address of a blob container whose policy lets nobody change or delete a blob. With a SAS in it, that signs in; without one, the
    /// app's identity does. Null: no head is kept.
    /// </summary>
    [Secret]
    public Uri? HeadsContainer { get; set; }

    public void Check(Mistakes mistakes)
    {
        if (HeadsContainer is not { } address)
            return;
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
            mistakes.Add(nameof(HeadsContainer), "must be an https address of a blob container.");
        else if (address.AbsolutePath.Trim('/').Length == 0)
            mistakes.Add(nameof(HeadsContainer), "must name a container, not only the storage account.");
    }
}
