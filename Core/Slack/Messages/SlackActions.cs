namespace OAuthAttest.Slack.Messages;

/// <summary>The ids in our buttons and modals, which the interaction request returns.</summary>
public static class SlackActions
{
    public const string Keep = "oaa.keep";
    public const string KeepWithout = "oaa.keep_without";
    public const string Remove = "oaa.remove";
    public const string NotMine = "oaa.not_mine";
    public const string Change = "oaa.change";
    public const string Details = "oaa.details";
    public const string KeepAllLowRisk = "oaa.keep_all_low";
    public const string KeepApp = "oaa.app.keep";
    public const string RemoveApp = "oaa.app.remove";
    public const string ChangeApp = "oaa.app.change";
    public const string OpenGroup = "oaa.group.open";
    public const string PreviousPage = "oaa.page.previous";
    public const string NextPage = "oaa.page.next";
    public const string ApproveWorklist = "oaa.worklist.approve";
    public const string RejectWorklist = "oaa.worklist.reject";

    public const string RemoveItem = "oaa.item.remove";
    public const string LetItemStand = "oaa.item.stand";
    public const string RestoreItem = "oaa.item.restore";
    public const string MoreRemoved = "oaa.item.more";
    public const string PauseRevocations = "oaa.removal.pause";
    public const string ResumeRevocations = "oaa.removal.resume";

    public const string AcknowledgeIncident = "oaa.incident.ack";
    public const string RevokeIncident = "oaa.incident.revoke";
    public const string FalsePositive = "oaa.incident.false";

    /// <summary>The kind follows: the ids of one row of buttons must differ.</summary>
    public const string PlanRemediation = "oaa.remediation.plan.";

    public const string ApproveRemediation = "oaa.remediation.approve";
    public const string DeclineRemediation = "oaa.remediation.decline";
    public const string UndoRemediation = "oaa.remediation.undo";

    public const string ProposeScope = "oaa.scope.propose";
    public const string ApproveScope = "oaa.scope.approve";
    public const string DeclineScope = "oaa.scope.decline";

    /// <summary>The modal that proposes to approve a change; its reason has the ids of the reason modal's input.</summary>
    public const string ProposeScopeCallback = "oaa.scope.propose.form";

    /// <summary>Its other inputs; both the block's and the element's id.</summary>
    public const string ScopeOwnerInput = "oaa.scope.owner";
    public const string ScopeDayInput = "oaa.scope.day";

    /// <summary>The modal that asks why an incident is a false positive; its input has the same ids as that of the reason modal.</summary>
    public const string FalsePositiveCallback = "oaa.incident.reason";

    /// <summary>The reason modal.</summary>
    public const string ReasonCallback = "oaa.reason";

    /// <summary>The modals that ask why all orphans of an app are kept or removed; their inputs have the same ids.</summary>
    public const string KeepAppCallback = "oaa.app.keep.reason";
    public const string RemoveAppCallback = "oaa.app.remove.reason";

    /// <summary>Its input; both the block's and the element's id.</summary>
    public const string ReasonInput = "oaa.reason.text";

    /// <summary>The modal that says what an app is kept without; it has no input.</summary>
    public const string KeepWithoutCallback = "oaa.keep_without.confirm";

    /// <summary>The modal that only shows permissions.</summary>
    public const string DetailsCallback = "oaa.details.view";

    public const int ReasonMinLength = 10;
    public const int ReasonMaxLength = 500;

    public const int ScopeOwnerMinLength = 2;
    public const int ScopeOwnerMaxLength = 60;
    public const int ScopeDayMaxLength = 10;
}
