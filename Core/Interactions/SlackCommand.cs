using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Interactions;

/// <summary>What somebody asked for with a click.</summary>
public abstract record SlackCommand(SlackClick Click);

/// <summary>A person's answers about their grants, and what shows them.</summary>
public abstract record AttestationCommand(SlackClick Click) : SlackCommand(Click);

/// <summary>The decision on a held worklist.</summary>
public abstract record WorklistCommand(SlackClick Click) : SlackCommand(Click);

/// <summary>What a responder does about an incident.</summary>
public abstract record IncidentCommand(SlackClick Click) : SlackCommand(Click);

/// <summary>Keep; apps of high or critical risk need a reason first.</summary>
public sealed record KeepClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

public sealed record RemoveClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

public sealed record NotMineClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

/// <summary>Takes the answer back, so that the buttons return.</summary>
public sealed record ChangeClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

/// <summary>See everything the app can do.</summary>
public sealed record DetailsClicked(SlackClick Click, GrantButton Target) : AttestationCommand(Click);

public sealed record KeepAllLowRiskClicked(SlackClick Click, PageButton Target) : AttestationCommand(Click);

/// <summary>Turn to <see cref="PageButton.Page"/>.</summary>
public sealed record PageClicked(SlackClick Click, PageButton Target) : AttestationCommand(Click);

/// <summary>The reason modal was submitted: this is the Keep. The click carries the message to repaint.</summary>
/// <param name="Reason">One line; may be too short, see <see cref="IsLongEnough"/>.</param>
public sealed record ReasonSubmitted(SlackClick Click, GrantButton Target, string Reason) : AttestationCommand(Click)
{
    public bool IsLongEnough => Reason.Length >= SlackActions.ReasonMinLength;
}

public sealed record ApproveWorklistClicked(SlackClick Click, WorklistButton Target) : WorklistCommand(Click);

public sealed record RejectWorklistClicked(SlackClick Click, WorklistButton Target) : WorklistCommand(Click);

public sealed record AcknowledgeIncidentClicked(SlackClick Click, IncidentButton Target) : IncidentCommand(Click);

/// <summary>Revoke grant; Slack has asked whether they are sure.</summary>
public sealed record RevokeIncidentClicked(SlackClick Click, IncidentButton Target) : IncidentCommand(Click);

/// <summary>False positive; it needs a reason first.</summary>
public sealed record FalsePositiveClicked(SlackClick Click, IncidentButton Target) : IncidentCommand(Click);

/// <summary>The reason of a false positive was submitted: this is the act.</summary>
/// <param name="Reason">One line; may be too short, see <see cref="IsLongEnough"/>.</param>
public sealed record FalsePositiveSubmitted(SlackClick Click, IncidentButton Target, string Reason) : IncidentCommand(Click)
{
    public bool IsLongEnough => Reason.Length >= SlackActions.ReasonMinLength;
}
