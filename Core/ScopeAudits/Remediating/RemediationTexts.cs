using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Registry;

namespace OAuthAttest.ScopeAudits.Remediating;

/// <param name="Command">Filled in from the record, quoted for a POSIX shell; null: none, or the record lacks what it needs.</param>
/// <param name="Changes">The command alters something.</param>
public sealed record FilledStep(string Text, string? Command, bool Changes);

/// <summary>The steps that undo a change, with the record's own ids.</summary>
internal static class RemediationTexts
{
    private const string Lacking = "The record does not have what a command needs, or not in a form to copy: no command.";

    public static IReadOnlyList<FilledStep> Of(CloudTrailRecord record, AuditQuery query) =>
        [.. query.Remediation.Select(step => Fill(step, record))];

    private static FilledStep Fill(RemediationStep step, CloudTrailRecord record)
    {
        if (step.Command is null)
            return new FilledStep(step.Text, null, Changes: false);
        var command = CommandTemplate.Fill(step.Command, record.Body);
        return command is null
            ? new FilledStep($"{step.Text} {Lacking}", null, step.Changes)
            : new FilledStep(step.Text, command, step.Changes);
    }
}
