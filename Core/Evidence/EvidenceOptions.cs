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
    /// A blob container whose policy lets nobody change or delete a blob. Null: no head is kept. For example
    /// <c>https://account.blob.core.windows.net/audit-heads/</c>.
    /// </summary>
    [ServiceAddress]
    public Uri? HeadsContainer { get; set; }

    /// <summary>A shared access signature that may add and list blobs. Null: the app's identity signs in.</summary>
    [Secret]
    public string? HeadsSasToken { get; set; }

    public void Check(Mistakes mistakes)
    {
        if (!mistakes.Has(nameof(HeadsContainer)) && HeadsContainer is { } address && ContainerProblem(address) is { } problem)
            mistakes.Add(nameof(HeadsContainer), $"is '{address}': it must {problem}.");
    }

    /// <summary>What the address of a container of heads must be or do, as the end of a sentence; null when it is one.</summary>
    public static string? ContainerProblem(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (ServiceAddress.Problem(address) is { } problem)
            return $"be {problem}";
        return address.AbsolutePath.Trim('/').Length == 0 ? "name a container, not only the storage account" : null;
    }
}
