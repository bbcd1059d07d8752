using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.ScopeAudits.Acting;
using OAuthAttest.ScopeAudits.Approving;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Interactions;

/// <summary>What a user requested with a click.</summary>
public abstract record SlackCommand(SlackClick Click);

/// <summary>A person's answers about their grants, and the clicks that show grants or pages.</summary>
public abstract record AttestationCommand(SlackClick Click) : SlackCommand(Click);

/// <summary>The decision on a held worklist.</summary>
public abstract record WorklistCommand(SlackClick Click) : SlackCommand(Click);

/// <summary>What is decided about removals.</summary>
public abstract record RemovalCommand(SlackClick Click) : SlackCommand(Click);

/// <summary>What a responder does with an incident.</summary>
public abstract record IncidentCommand(SlackClick Click) : SlackCommand(Click);

/// <summary>What is done about a change in AWS.</summary>
public abstract record RemediationCommand(SlackClick Click) : SlackCommand(Click);

/// <summary>What is proposed and decided about scopes that deviate.</summary>
public abstract record ScopeCommand(SlackClick Click) : SlackCommand(Click);

/// <summary>Keep; apps of high or critical risk require a reason first.</summary>
public sealed record KeepClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

/// <summary>Keep without what the button's message offered; it is shown first what that is.</summary>
public sealed record KeepWithoutClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

/// <summary>The modal that showed it was submitted: this records the Keep. The click contains the message to update.</summary>
public sealed record KeepWithoutConfirmed(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

public sealed record RemoveClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

public sealed record NotMineClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

/// <summary>Takes the answer back, so that the buttons return.</summary>
public sealed record ChangeClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

/// <summary>Show everything the app can do.</summary>
public sealed record DetailsClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

public sealed record KeepAllLowRiskClicked(SlackClick Click, PageButton Target) : AttestationCommand(Click);

/// <summary>Turn to <see cref="PageButton.Page"/>.</summary>
public sealed record PageClicked(SlackClick Click, PageButton Target) : AttestationCommand(Click);

/// <summary>Show each grant of a card of several, or the whole list again.</summary>
public sealed record GroupOpened(SlackClick Click, GroupButton Target) : AttestationCommand(Click);

/// <summary>An answer to all orphans of an app; a reason is required first.</summary>
/// <param name="Answer">Keep or Remove.</param>
public sealed record AppAnswerClicked(SlackClick Click, GroupButton Target, Answer Answer) : AttestationCommand(Click);

/// <summary>Takes the answers to all orphans of an app back.</summary>
public sealed record AppChangeClicked(SlackClick Click, GroupButton Target) : AttestationCommand(Click);

/// <summary>The reason modal of an app was submitted: this records the answers. The click contains the message to update.</summary>
/// <param name="Reason">One line; may be too short, see <see cref="IsLongEnough"/>.</param>
public sealed record AppReasonSubmitted(SlackClick Click, GroupButton Target, Answer Answer, string Reason) : AttestationCommand(Click)
{
    public bool IsLongEnough => Reason.Length >= SlackActions.ReasonMinLength;
}

/// <summary>The reason modal was submitted: this records the Keep. The click contains the message to update.</summary>
/// <param name="Reason">One line; may be too short, see <see cref="IsLongEnough"/>.</param>
public sealed record ReasonSubmitted(SlackClick Click, GrantButton Target, string Reason) : AttestationCommand(Click)
{
    public bool IsLongEnough => Reason.Length >= SlackActions.ReasonMinLength;
}

public sealed record ApproveWorklistClicked(SlackClick Click, WorklistButton Target) : WorklistCommand(Click);

public sealed record RejectWorklistClicked(SlackClick Click, WorklistButton Target) : WorklistCommand(Click);

public sealed record DecideItemClicked(SlackClick Click, ItemButton Target, ItemAct Act) : RemovalCommand(Click);

/// <param name="Last">The item that was shown last.</param>
public sealed record MoreRemovedClicked(SlackClick Click, ItemButton Last) : RemovalCommand(Click);

/// <param name="Pause">False: Resume.</param>
public sealed record PauseClicked(SlackClick Click, NoticeButton Target, bool Pause) : RemovalCommand(Click);

/// <summary>Asks for a dry run.</summary>
public sealed record PlanRemediationClicked(SlackClick Click, PlanButton Target) : RemediationCommand(Click);

public sealed record DecideRemediationClicked(SlackClick Click, RemediationButton Target, RemediationAct Act) : RemediationCommand(Click);

public sealed record AcknowledgeIncidentClicked(SlackClick Click, IncidentButton Target) : IncidentCommand(Click);

/// <summary>Revoke grant; Slack has already asked for confirmation.</summary>
public sealed record RevokeIncidentClicked(SlackClick Click, IncidentButton Target) : IncidentCommand(Click);

/// <summary>False positive; a reason is required first.</summary>
public sealed record FalsePositiveClicked(SlackClick Click, IncidentButton Target) : IncidentCommand(Click);

/// <summary>The reason modal of a false positive was submitted: this executes the action.</summary>
/// <param name="Reason">One line; may be too short, see <see cref="IsLongEnough"/>.</param>
public sealed record FalsePositiveSubmitted(SlackClick Click, IncidentButton Target, string Reason) : IncidentCommand(Click)
{
    public bool IsLongEnough => Reason.Length >= SlackActions.ReasonMinLength;
}

/// <summary>Propose to approve a change; a reason, an owner and an end are asked for first.</summary>
public sealed record ProposeScopeClicked(SlackClick Click, ChangeButton Target) : ScopeCommand(Click);

/// <summary>The modal was submitted: this records the proposal.</summary>
/// <param name="Reason">One line; may be too short, see <see cref="IsReasonLongEnough"/>.</param>
/// <param name="Owner">One line; may be too short, see <see cref="IsOwnerLongEnough"/>.</param>
/// <param name="Day">What stands for the last day; not read yet.</param>
public sealed record ScopeProposed(SlackClick Click, ChangeButton Target, string Reason, string Owner, string Day) : ScopeCommand(Click)
{
    public bool IsReasonLongEnough => Reason.Length >= SlackActions.ReasonMinLength;

    public bool IsOwnerLongEnough => Owner.Length >= SlackActions.ScopeOwnerMinLength;
}

/// <param name="Approve">False: Decline.</param>
public sealed record DecideScopeClicked(SlackClick Click, ProposalButton Target, bool Approve) : ScopeCommand(Click);
