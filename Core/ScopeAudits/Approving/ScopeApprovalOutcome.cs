namespace OAuthAttest.ScopeAudits.Approving;

/// <summary>What became of a click that proposes an approval, or decides on one.</summary>
public enum ScopeApprovalOutcome
{
    Proposed = 1,
    Approved = 2,
    Declined = 3,

    /// <summary>It may be proposed: the modal is shown.</summary>
    Proposable = 4,

    /// <summary>Slack does not say who clicked, or it is a guest of another workspace or a bot.</summary>
    UnknownPerson = 5,
    NotApprover = 6,

    /// <summary>Whoever proposed it does not decide.</summary>
    IsProposer = 7,

    /// <summary>Whoever made the change does not decide.</summary>
    MadeTheChange = 8,

    UnknownChange = 9,

    /// <summary>It was refused by AWS, failed, or cannot be judged: an entry would change nothing.</summary>
    NotApprovable = 10,

    /// <summary>A message cannot show all of it, so nobody could say what they approve.</summary>
    TooLarge = 11,
    AlreadyApproved = 12,
    AlreadyProposed = 13,

    /// <summary>Nobody may approve in Slack.</summary>
    NobodyApproves = 14,

    UnknownProposal = 15,
    AlreadyDecided = 16,
    HasLapsed = 17,

    /// <summary>The end is not in the time that an approval may have.</summary>
    WrongEnd = 18,

    /// <summary>The same click came before, and what it did stands.</summary>
    Repeated = 19,
}
