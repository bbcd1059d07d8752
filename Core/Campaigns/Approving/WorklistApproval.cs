using System.Data;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Addresses;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Slack.People;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Campaigns.Approving;

/// <param name="Digest">Digest of the list that was shown, lower-case hex; the decision counts for this list only.</param>
/// <param name="SlackUserId">
/// Who clicked. When set, the person's email is looked up in the Slack directory and <paramref name="Email"/> is ignored.
/// </param>
/// <param name="Email">Who decides over HTTP; compared with the lead and the approvers in the policy.</param>
/// <param name="DeliveryKey">The same for every delivery of a click; null when it was none.</param>
/// <param name="Actor">Who called over HTTP, as the caller proved it: the actor in the audit log.</param>
public sealed record DecideWorklist(
    CampaignKey Key,
    string Digest,
    bool Approve,
    string? SlackUserId,
    string? Email,
    DateTimeOffset Now,
    string? DeliveryKey = null,
    string? Actor = null
);

public enum WorklistDecision
{
    Approved = 1,
    Rejected = 2,

    /// <summary>The campaign has no list with this digest.</summary>
    WrongList = 3,
    NotAllowed = 4,
    AlreadyDecided = 5,

    /// <summary>There is no list yet, or it needs no decision.</summary>
    NotHeld = 6,
    UnknownCampaign = 7,
}

/// <param name="DecidedBy">Who decided; this may be another person who decided earlier.</param>
public sealed record DecidedWorklist(WorklistDecision Outcome, WorklistState State, string? DecidedBy);

public sealed record ExpireWorklist(long CampaignId, DateTimeOffset Now);

/// <summary>
/// Records a named person's decision on a held worklist. The digest binds it to exactly that list, and it can be made only once.
/// </summary>
public sealed class WorklistApproval(IDbContextFactory<OAuthAttestDb> databases, IBusinessTelemetry telemetry)
{
    public const int LongestAddress = EmailAddress.Longest;

    /// <summary>Whether the text names a person: whether it is an email address.</summary>
    public static bool NamesAPerson(string? text) => text is not null && EmailAddress.IsOne(text);

    /// <summary>Whether both are addresses of one person.</summary>
    public static bool NameTheSame(string one, string other) => EmailAddress.AreSame(one, other);

    public async Task<DecidedWorklist> DecideAsync(DecideWorklist decide, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        var campaign = await CampaignRows.LockAsync(db, decide.Key, cancellation);
        if (campaign is null)
            return new DecidedWorklist(WorklistDecision.UnknownCampaign, WorklistState.None, null);

        var email = await EmailAsync(db, decide.SlackUserId, decide.Email, cancellation);
        var outcome = Decide(campaign, decide, email);
        // A repetition changes nothing, also when its first delivery was refused and it would count now.
        if (decide.DeliveryKey is { } key && !await ClickDeliveries.AddAsync(db, key, decide.Now, cancellation))
        {
            var again = outcome is WorklistDecision.Approved or WorklistDecision.Rejected ? WorklistDecision.NotHeld : outcome;
            return new DecidedWorklist(again, campaign.WorklistState, campaign.WorklistDecidedBy);
        }
        var actor = decide.SlackUserId ?? decide.Actor ?? email ?? "unknown";
        if (outcome is WorklistDecision.Approved or WorklistDecision.Rejected)
            Settle(campaign, outcome == WorklistDecision.Approved ? WorklistState.Released : WorklistState.Rejected, email!, decide.Now);
        var kind = outcome switch
        {
            WorklistDecision.Approved => AuditKinds.WorklistApproved,
            WorklistDecision.Rejected => AuditKinds.WorklistRejected,
            _ => AuditKinds.WorklistDecisionRefused,
        };
        await db.SaveChangesAsync(cancellation);
        await AuditLog.AppendAsync(db, decide.Now, [Entry(kind, campaign, actor, email, outcome)], cancellation);
        await transaction.CommitAsync(cancellation);
        telemetry.Track(BusinessEvents.WorklistDecided(campaign.Key.ToString(), outcome.ToString()));
        if (outcome is WorklistDecision.Approved or WorklistDecision.Rejected)
            TellClosed(campaign, decide.Now);
        return new DecidedWorklist(outcome, campaign.WorklistState, campaign.WorklistDecidedBy);
    }

    /// <summary>Ends the approval window: a list without a decision is rejected, and nothing on it is revoked.</summary>
    public async Task<DecidedWorklist> ExpireAsync(ExpireWorklist expire, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        var campaign = await CampaignRows.LockAsync(db, expire.CampaignId, cancellation);
        if (campaign.WorklistState != WorklistState.Held)
        {
            return new DecidedWorklist(
                campaign.WorklistDecidedBy is null ? WorklistDecision.NotHeld : WorklistDecision.AlreadyDecided,
                campaign.WorklistState,
                campaign.WorklistDecidedBy
            );
        }

        Settle(campaign, WorklistState.Rejected, "nobody: the approval window passed", expire.Now);
        await db.SaveChangesAsync(cancellation);
        await AuditLog.AppendAsync(
            db,
            expire.Now,
            [Entry(AuditKinds.WorklistExpired, campaign, "system", null, WorklistDecision.Rejected)],
            cancellation
        );
        await transaction.CommitAsync(cancellation);
        telemetry.Track(BusinessEvents.WorklistDecided(campaign.Key.ToString(), "Expired"));
        TellClosed(campaign, expire.Now);
        return new DecidedWorklist(WorklistDecision.Rejected, campaign.WorklistState, campaign.WorklistDecidedBy);
    }

    private void TellClosed(Campaign campaign, DateTimeOffset now) =>
        telemetry.Track(
            BusinessEvents.CampaignClosed(campaign.Key.ToString(), campaign.WorklistState, campaign.GrantCount, now - campaign.OpenedAt)
        );

    private static WorklistDecision Decide(Campaign campaign, DecideWorklist decide, string? email)
    {
        if (!MayDecide(CampaignPolicyJson.Read(campaign.PolicyJson), email))
            return WorklistDecision.NotAllowed;
        if (campaign.WorklistDigest is not { } digest)
            return WorklistDecision.NotHeld;
        if (!string.Equals(Convert.ToHexStringLower(digest), decide.Digest, StringComparison.OrdinalIgnoreCase))
            return WorklistDecision.WrongList;
        if (campaign.WorklistDecidedBy is not null)
            return WorklistDecision.AlreadyDecided;
        // One that was released without a name may get one: a mode in which only named approvals count may have come since.
        if (campaign.WorklistState != WorklistState.Held && !(campaign.WorklistState == WorklistState.Released && decide.Approve))
            return WorklistDecision.NotHeld;
        return decide.Approve ? WorklistDecision.Approved : WorklistDecision.Rejected;
    }

    internal static bool MayDecide(CampaignPolicy policy, string? email) =>
        email is not null
        && policy.Approvers.Append(policy.LeadEmail).Any(allowed => EmailAddress.AreSame(allowed, email));

    private static void Settle(Campaign campaign, WorklistState state, string by, DateTimeOffset now)
    {
        (campaign.WorklistState, campaign.WorklistDecidedBy, campaign.WorklistDecidedAt) = (state, by, now);
        if (campaign.State != CampaignState.Closed)
            campaign.MoveTo(CampaignState.Closed, now);
    }

    /// <summary>Who decides: whom Slack knows by the account that clicked, or whom the caller names.</summary>
    internal static async Task<string?> EmailAsync(
        OAuthAttestDb db, string? slackUserId, string? named, CancellationToken cancellation) =>
        slackUserId is null
            ? EmailAddress.Of(named) ?? named
            : await db.Set<SlackUser>()
                .Where(user => user.SlackUserId == slackUserId && !user.Deleted && !user.IsBot && !user.IsExternal)
                .Select(user => user.Email)
                .SingleOrDefaultAsync(cancellation);

    private static AuditEntry Entry(string kind, Campaign campaign, string actor, string? email, WorklistDecision outcome) => new(
        kind, $"campaign/{campaign.Key}/worklist", actor, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["digest"] = campaign.WorklistDigest,
            ["email"] = email,
            ["outcome"] = outcome,
        });
}
