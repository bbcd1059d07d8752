using System.Globalization;
using OAuthAttest.Addresses;
using OAuthAttest.Configuration;
using OAuthAttest.ScopeAudits.Acting.Actions;
using OAuthAttest.ScopeAudits.Remediating;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>Configuration section <c>Remediation</c>: who approves what is done about changes in AWS, and how long they may.</summary>
[SettingsSection(RemediationOptions.Section)]
public sealed class RemediationOptions : IChecked
{
    public const string Section = "Remediation";

    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(5);

    /// <summary>Addresses of those who may approve, decline and undo; none: nothing is ever carried out.</summary>
    public IReadOnlyList<string> Approvers { get; set; } = [];

    /// <summary>So long a plan can be approved.</summary>
    [Bounds(AtLeast = "00:05:00", AtMost = "7.00:00:00")]
    public TimeSpan ApprovalWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>After so long without a decision the approvers are called by name.</summary>
    [Bounds(AtLeast = "00:01:00", AtMost = "7.00:00:00")]
    public TimeSpan ReminderAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>So long after it was done it can be undone by a click.</summary>
    [Bounds(AtLeast = "00:05:00", AtMost = "90.00:00:00")]
    public TimeSpan UndoWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Kinds that are carried out without a person's approval, as soon as a deviation is found; usually none.</summary>
    public IReadOnlyList<string> Automatic { get; set; } = [];

    /// <summary>Where an audit finds more than so many for them at once, each waits for a person.</summary>
    [Bounds(AtLeast = "1", AtMost = "1000")]
    public int MostAutomatic { get; set; } = 10;

    /// <summary>The runbooks of Systems Manager that may be started.</summary>
    public IReadOnlyList<RunbookSettings> Runbooks { get; set; } = [];

    public void Check(Mistakes mistakes)
    {
        for (var i = 0; i < Runbooks.Count; i++)
        {
            var own = mistakes.In(string.Create(CultureInfo.InvariantCulture, $"{nameof(Runbooks)}:{i}"));
            Runbooks[i].Check(own);
            if (Runbooks.Take(i).Any(other => other.Name == Runbooks[i].Name))
                own.Add(nameof(RunbookSettings.Name), "is there twice.");
        }
        if (Approvers.FirstOrDefault(address => !EmailAddress.IsOne(address)) is { } wrong)
            mistakes.Add(nameof(Approvers), $"has '{wrong}', which is no email address.");
        if (ReminderAfter >= ApprovalWindow && ApprovalWindow >= ShortestWindow)
            mistakes.Add(nameof(ReminderAfter), $"must be shorter than {nameof(ApprovalWindow)}.");
        if (Automatic.Count > 0 && Approvers.Count == 0)
            mistakes.Add(nameof(Approvers), $"is missing: nobody could undo what {nameof(Automatic)} does.");
        if (Automatic.Contains(nameof(RemediationKind.StartRunbook), StringComparer.Ordinal)
            && Runbooks.FirstOrDefault(runbook => runbook.Undo.Count == 0) is { } final)
        {
            mistakes.Add(nameof(Automatic), $"has '{nameof(RemediationKind.StartRunbook)}', and {final.Name} has no {nameof(final.Undo)}.");
        }
        else if (Automatic.Contains(nameof(RemediationKind.HandOverGrants), StringComparer.Ordinal))
        {
            mistakes.Add(nameof(Automatic), $"has '{nameof(RemediationKind.HandOverGrants)}', which a named person has to approve.");
        }
        else if (Automatic.Except(Enum.GetNames<RemediationKind>(), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            mistakes.Add(
                nameof(Automatic), $"has '{unknown}', which is none of {string.Join(", ", Enum.GetNames<RemediationKind>())}.");
        }
    }

    /// <summary>What the settings let be done: a runbook that they do not name is none of it.</summary>
    internal bool Offers(FilledAction action) =>
        action.Kind != RemediationKind.StartRunbook || RunbookOf(action) is not null;

    internal RunbookSettings? RunbookOf(FilledAction action) => action.Parameters.TryGetValue(RemediationParameters.Runbook, out var names)
        ? Runbooks.FirstOrDefault(each => each.Name == names[0])
        : null;

    internal bool IsAutomatic(RemediationKind kind) => Automatic.Contains(kind.ToString(), StringComparer.Ordinal);

    internal bool IsApprover(string? email) =>
        email is not null && Approvers.Any(address => EmailAddress.AreSame(address, email));
}
