namespace OAuthAttest.Evidence;

/// <summary>
/// Every kind of entry in the audit log; docs/audit-log.md has the same list. Entries are read for years: a kind must never be renamed,
/// and a kind that is no longer written stays in this list.
/// </summary>
public static class AuditKinds
{
    /// <summary>A campaign's population was frozen.</summary>
    public const string CampaignOpened = "campaign.opened";

    /// <summary>The cut-off was reached, or somebody closed early: no answer counts any more.</summary>
    public const string CampaignClosing = "campaign.closing";

    /// <summary>Every grant was assigned its one class.</summary>
    public const string CampaignClassified = "campaign.classified";

    /// <summary>The worklist is held until somebody approves or rejects it.</summary>
    public const string CampaignAwaitingDecision = "campaign.awaiting_decision";

    /// <summary>The campaign is over.</summary>
    public const string CampaignClosed = "campaign.closed";

    /// <summary>The campaign was ended and nothing is revoked.</summary>
    public const string CampaignCancelled = "campaign.cancelled";

    /// <summary>A person was asked: Slack accepted the question.</summary>
    public const string ParticipantAsked = "participant.asked";

    /// <summary>The question cannot be delivered; the person is never counted as silent.</summary>
    public const string ParticipantUnreachable = "participant.unreachable";

    /// <summary>The directory has an account for a person who could not be asked, or whose account was gone.</summary>
    public const string ParticipantReachable = "participant.reachable";

    /// <summary>A reminder was due; the data say what became of it.</summary>
    public const string ParticipantReminded = "participant.reminded";

    /// <summary>A reminder to the delegate was due.</summary>
    public const string ParticipantDelegateReminded = "participant.delegate-reminded";

    /// <summary>From now on a manager's clicks count too.</summary>
    public const string ParticipantDelegated = "participant.delegated";

    /// <summary>The manager was asked, or why nobody was asked.</summary>
    public const string ParticipantEscalated = "participant.escalated";

    /// <summary>The directory has an account now for a manager who was to be asked and could not be found: they are asked.</summary>
    public const string ParticipantManagerFound = "participant.manager-found";

    /// <summary>A person was informed that an app's scopes grew after the question.</summary>
    public const string ParticipantToldScopesGrew = "participant.told-scopes-grew";

    /// <summary>Everything is answered and the correction window is over.</summary>
    public const string ParticipantDone = "participant.done";

    /// <summary>An answer counts.</summary>
    public const string AnswerAccepted = "answer.accepted";

    /// <summary>A click that did not count, and why.</summary>
    public const string AnswerRefused = "answer.refused";

    /// <summary>The scopes grew after Keep: the question is asked again.</summary>
    public const string AnswerVoided = "answer.voided";

    /// <summary>The scopes grew after the question: it was replaced by one with the new scopes. Remove or Not mine stands.</summary>
    public const string QuestionReplaced = "question.replaced";

    /// <summary>The revoke worklist was written, with its digest and the reasons that hold it.</summary>
    public const string WorklistWritten = "worklist.written";

    /// <summary>A named person approved exactly this list.</summary>
    public const string WorklistApproved = "worklist.approved";

    /// <summary>A named person rejected the list.</summary>
    public const string WorklistRejected = "worklist.rejected";

    /// <summary>A decision that did not count, and why.</summary>
    public const string WorklistDecisionRefused = "worklist.decision_refused";

    /// <summary>Nobody decided within the window: the list is rejected.</summary>
    public const string WorklistExpired = "worklist.expired";

    /// <summary>A list's items may be removed: by a named person's approval of exactly this list, or by the configured policy.</summary>
    public const string RevocationReleased = "revocation.released";

    /// <summary>A worklist's items are not removed: a named person rejected the list, or nobody decided.</summary>
    public const string RevocationWithheld = "revocation.withheld";

    /// <summary>A released list has another digest than the one that was written: nothing on it is removed.</summary>
    public const string RevocationUnproven = "revocation.unproven";

    /// <summary>A provider is about to be called for one item.</summary>
    public const string RevocationOrdered = "revocation.ordered";

    /// <summary>The provider gave no clear answer, or still lists what it took: the call is repeated later.</summary>
    public const string RevocationRetried = "revocation.retried";

    /// <summary>The provider took the removal, or had nothing to remove any more.</summary>
    public const string RevocationAccepted = "revocation.accepted";

    /// <summary>Grants were put on a list that was released before: an audit found their app, and a named person decided.</summary>
    public const string RevocationHandedOver = "revocation.handed_over";

    /// <summary>Read again after the provider's lag: the grant is not there.</summary>
    public const string RevocationAbsent = "revocation.absent";

    /// <summary>Read once more after the longest life of an access token: the grant is not there.</summary>
    public const string RevocationClosed = "revocation.closed";

    /// <summary>The provider refuses, or did not do it for a day: a person must act.</summary>
    public const string RevocationFailed = "revocation.failed";

    /// <summary>The app may do more than what was decided about: nothing was removed, and a person decides.</summary>
    public const string RevocationQuestioned = "revocation.questioned";

    /// <summary>Nothing here may call the provider: a person removes it.</summary>
    public const string RevocationByHand = "revocation.by-hand";

    /// <summary>A grant that was absent was found again.</summary>
    public const string RevocationReappeared = "revocation.reappeared";

    /// <summary>The lead was told of a grant that came back: a person decides.</summary>
    public const string RevocationReopened = "revocation.reopened";

    /// <summary>A named person decided on one item: remove it again, or let it stand.</summary>
    public const string RevocationDecided = "revocation.decided";

    /// <summary>A decision on one item that did not count, and why.</summary>
    public const string RevocationDecisionRefused = "revocation.decision_refused";

    /// <summary>A person stopped all revoking.</summary>
    public const string RevocationPaused = "revocation.paused";

    /// <summary>A person let the revoking go on.</summary>
    public const string RevocationResumed = "revocation.resumed";

    /// <summary>A person was told which of their apps' grants are gone: Slack accepted the message.</summary>
    public const string RevocationTold = "revocation.told";

    /// <summary>A named person asked to put a removed grant back; the data say whether and how it can be.</summary>
    public const string RestoreRequested = "restore.requested";

    /// <summary>The provider took the restore.</summary>
    public const string RestoreAccepted = "restore.accepted";

    /// <summary>Read again: the grant is there.</summary>
    public const string RestoreDone = "restore.done";

    /// <summary>The provider refused to put it back.</summary>
    public const string RestoreFailed = "restore.failed";

    /// <summary>A consent was received by push or poll.</summary>
    public const string ConsentReceived = "consent.received";

    /// <summary>A later delivery added facts to it.</summary>
    public const string ConsentCompleted = "consent.completed";

    /// <summary>A poll found it, and no push arrived within the grace period.</summary>
    public const string ConsentPushMissed = "consent.push_missed";

    /// <summary>It is decided about again, because a roster lists its person since.</summary>
    public const string ConsentReconsidered = "consent.reconsidered";

    /// <summary>A provider's log, its watch channel, or a source of the roster is too old or failed too often: it is told.</summary>
    public const string FeedTroubled = "feed.troubled";

    /// <summary>It works again.</summary>
    public const string FeedRecovered = "feed.recovered";

    /// <summary>A record of a log could not be read, again and again: it is kept redacted, and the log is read on.</summary>
    public const string FeedRecordSetAside = "feed.record_set_aside";

    /// <summary>Exit or escalate, with the rules that decided it.</summary>
    public const string EscalationDecided = "escalation.decided";

    /// <summary>PagerDuty accepted the page.</summary>
    public const string IncidentPaged = "incident.paged";

    /// <summary>Paging failed with every routing key: the security channel is alerted.</summary>
    public const string IncidentPageFailed = "incident.page_failed";

    /// <summary>A responder acknowledged it.</summary>
    public const string IncidentAcknowledged = "incident.acknowledged";

    /// <summary>A responder ordered the revocation of its grants.</summary>
    public const string IncidentRevocationOrdered = "incident.revocation_ordered";

    /// <summary>A responder closed it as a false positive, with the reason.</summary>
    public const string IncidentFalsePositive = "incident.false_positive";

    /// <summary>PagerDuty took the acknowledgement back: it is open again.</summary>
    public const string IncidentUnacknowledged = "incident.unacknowledged";

    /// <summary>Somebody reopened it in PagerDuty; it stays as it is here, and the channel is told.</summary>
    public const string IncidentReopened = "incident.reopened";

    /// <summary>Somebody new, or a higher risk, after it was acknowledged.</summary>
    public const string IncidentNews = "incident.news";

    /// <summary>It is over: the grants are proven revoked, or it was resolved in PagerDuty.</summary>
    public const string IncidentResolved = "incident.resolved";

    /// <summary>A responder's action was refused, and why.</summary>
    public const string IncidentActRefused = "incident.act_refused";

    /// <summary>A source's grants were imported: counts and each file's digest.</summary>
    public const string InventoryImported = "inventory.imported";

    /// <summary>An import was refused: nothing of it was stored.</summary>
    public const string InventoryFailed = "inventory.failed";

    /// <summary>An audit of scopes began: its window, and how many accounts and Regions it asks.</summary>
    public const string ScopeAuditStarted = "scope_audit.started";

    /// <summary>An audit of scopes ended: what it came to, and the digest of the certificate of what was read.</summary>
    public const string ScopeAuditCompleted = "scope_audit.completed";

    /// <summary>A change of a scope or a policy is not approved, or cannot be judged; once for each change.</summary>
    public const string ScopeChangeDeviates = "scope_change.deviates";

    /// <summary>PagerDuty took a page for changes that deviate.</summary>
    public const string ScopeAuditPaged = "scope_audit.paged";

    /// <summary>PagerDuty refused the page, or gave no clear answer for a day: the channel is told.</summary>
    public const string ScopeAuditPageFailed = "scope_audit.page_failed";

    /// <summary>A person proposed in Slack to approve a change that deviates.</summary>
    public const string ScopeApprovalProposed = "scope_approval.proposed";

    /// <summary>A second person approved it: it is part of the approved list.</summary>
    public const string ScopeApprovalApproved = "scope_approval.approved";

    /// <summary>A second person declined it.</summary>
    public const string ScopeApprovalDeclined = "scope_approval.declined";

    /// <summary>Nobody decided on it in time.</summary>
    public const string ScopeApprovalLapsed = "scope_approval.lapsed";

    /// <summary>The end of one that was approved has come.</summary>
    public const string ScopeApprovalExpired = "scope_approval.expired";

    /// <summary>A click on it that did not count, and why.</summary>
    public const string ScopeApprovalRefused = "scope_approval.refused";

    /// <summary>The channel was told which entries of the approved list end soon: Slack took the message.</summary>
    public const string ScopeExpiryAnnounced = "scope_approval.expiry_announced";

    /// <summary>Somebody, or the settings, wants something done about a change in AWS.</summary>
    public const string ScopeRemediationRequested = "scope_remediation.requested";

    /// <summary>The dry run of a remediation was made: the digest of what would be done.</summary>
    public const string ScopeRemediationPlanned = "scope_remediation.planned";

    /// <summary>A second person, or the settings, approved a plan, by its digest.</summary>
    public const string ScopeRemediationApproved = "scope_remediation.approved";

    /// <summary>An approver declined a plan.</summary>
    public const string ScopeRemediationDeclined = "scope_remediation.declined";

    /// <summary>Nobody decided about a plan in time.</summary>
    public const string ScopeRemediationLapsed = "scope_remediation.lapsed";

    /// <summary>A decision about a plan did not count, and why.</summary>
    public const string ScopeRemediationRefused = "scope_remediation.refused";

    /// <summary>AWS is about to be called to change something.</summary>
    public const string ScopeRemediationAttempted = "scope_remediation.attempted";

    /// <summary>It was done, and the state was read.</summary>
    public const string ScopeRemediationDone = "scope_remediation.done";

    /// <summary>It was not done, and why.</summary>
    public const string ScopeRemediationNotDone = "scope_remediation.not_done";

    /// <summary>What the state and the records said later: clean, not clean, or inconclusive.</summary>
    public const string ScopeRemediationConfirmed = "scope_remediation.confirmed";

    /// <summary>An approver wants the state before it back.</summary>
    public const string ScopeRemediationUndoRequested = "scope_remediation.undo_requested";

    /// <summary>The state before it is back, and was read; or it could not be put back.</summary>
    public const string ScopeRemediationUndone = "scope_remediation.undone";

    /// <summary>A person retired a source: its grants left the population.</summary>
    public const string InventoryRetired = "inventory.retired";

    /// <summary>The owners of apps were imported.</summary>
    public const string InventoryOwners = "inventory.owners";

    /// <summary>Managers and groups were imported.</summary>
    public const string InventoryPeople = "inventory.people";

    /// <summary>A roster of privileged people replaced the one before.</summary>
    public const string RosterImported = "roster.imported";

    /// <summary>A roster was refused: the one before stays.</summary>
    public const string RosterFailed = "roster.failed";

    /// <summary>A roster was removed by hand.</summary>
    public const string RosterForgotten = "roster.forgotten";
}
