using Npgsql;

namespace OAuthAttest.Campaigns;

/// <param name="Digest">The list that was shown, lower-case hex; the decision counts for this list only.</param>
/// <param name="SlackUserId">Who decides; null for a caller over HTTP.</param>
/// <param name="Email">Who decides, as the lead or an approver is named in the policy.</param>
public sealed record DecideWorklist(CampaignKey Key, string Digest, bool Approve, string? SlackUserId, string? Email, DateTimeOffset Now);

public enum WorklistDecision
{
    Approved = 1,
    Rejected = 2,

    /// <summary>The campaign has no such list: the digest is another one's.</summary>
    WrongList = 3,
    NotAllowed = 4,
    AlreadyDecided = 5,

    /// <summary>The list is not held.</summary>
    NotHeld = 6,
    UnknownCampaign = 7,
}

/// <param name="DecidedBy">Who decided, also when it was somebody else before.</param>
public sealed record DecidedWorklist(WorklistDecision Outcome, WorklistState State, string? DecidedBy);

public sealed record ExpireWorklist(long CampaignId, DateTimeOffset Now);

/// <summary>A named person's decision on a held worklist, bound to exactly that list by its digest.</summary>
public sealed class WorklistApproval(NpgsqlDataSource source)
{
    public Task<DecidedWorklist> DecideAsync(DecideWorklist decide, CancellationToken cancellation) => throw new NotSupportedException(source.ToString());

    /// <summary>The approval window is over: a list that nobody decided on is rejected, and nothing of it is revoked.</summary>
    public Task<DecidedWorklist> ExpireAsync(ExpireWorklist expire, CancellationToken cancellation) => throw new NotSupportedException(source.ToString());
}
