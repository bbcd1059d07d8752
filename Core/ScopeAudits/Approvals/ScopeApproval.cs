using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.ScopeAudits.Approvals;

public enum ScopeApprovalState
{
    /// <summary>Nobody has decided yet.</summary>
    Proposed = 1,

    /// <summary>It is part of the approved list.</summary>
    Approved = 2,

    Declined = 3,

    /// <summary>Nobody decided in time.</summary>
    Lapsed = 4,

    /// <summary>It was approved, and its end has come.</summary>
    Expired = 5,
}

/// <summary>
/// That a deviation is approved, or is to be: exactly its principal, its scopes or policies and its account, from the change's time on.
/// What it covers never changes: a decision is about what was shown.
/// </summary>
public sealed class ScopeApproval
{
    public long Id { get; init; }

    /// <summary>The change that deviates.</summary>
    public required long ChangeId { get; init; }

    public ScopeApprovalState State { get; private set; } = ScopeApprovalState.Proposed;

    public required string Principal { get; init; }

    public required string Account { get; init; }

    public required string[] Access { get; init; }

    public required DateTimeOffset From { get; init; }

    /// <summary>From this instant on it covers nothing.</summary>
    public required DateTimeOffset Expires { get; init; }

    public required string Owner { get; init; }

    public required string Reason { get; init; }

    /// <summary>A Slack account.</summary>
    public required string ProposedBy { get; init; }

    public required string ProposedByEmail { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>Without a decision before, it is over.</summary>
    public required DateTimeOffset LapsesAt { get; init; }

    /// <summary>A Slack account; null: nobody has decided.</summary>
    public string? DecidedBy { get; private set; }

    public string? DecidedByEmail { get; private set; }

    /// <summary>Also when it lapsed.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>When Slack took the proposal; null: not yet.</summary>
    public DateTimeOffset? ShownAt { get; init; }

    /// <summary>When what became of it was told; null: not yet.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    public void Approve(string slackUserId, string email, DateTimeOffset now) =>
        Decide(ScopeApprovalState.Approved, slackUserId, email, now);

    public void Decline(string slackUserId, string email, DateTimeOffset now) =>
        Decide(ScopeApprovalState.Declined, slackUserId, email, now);

    public void Lapse(DateTimeOffset now)
    {
        Require(ScopeApprovalState.Proposed, now >= LapsesAt, ScopeApprovalState.Lapsed);
        (State, DecidedAt) = (ScopeApprovalState.Lapsed, now);
    }

    public void Expire(DateTimeOffset now)
    {
        Require(ScopeApprovalState.Approved, now >= Expires, ScopeApprovalState.Expired);
        State = ScopeApprovalState.Expired;
    }

    /// <summary>As entries of the approved list, one for each scope or policy: for this call and what it changed alone.</summary>
    internal IEnumerable<ApprovedScope> Entries(ScopeChange change) => Access.Select((access, index) => new ApprovedScope
    {
        Id = Access.Length == 1 ? EntryId(change) : string.Create(CultureInfo.InvariantCulture, $"{EntryId(change)}-{index + 1}"),
        Principal = Wildcard.Exactly(Principal),
        Access = Wildcard.Exactly(access),
        Account = Wildcard.Exactly(Account),
        Owner = Owner,
        Reason = Reason,
        Reviewer = DecidedByEmail ?? throw new InvalidOperationException($"Nobody has approved {Id}."),
        Expires = Expires,
        From = From,
        Origin = ApprovedOrigin.Slack,
        ApprovedAt = DecidedAt,
        Event = $"{change.EventSource}/{change.EventName}",
        Target = change.Target is { } target ? Wildcard.Exactly(target) : null,
        Together = string.Join('\n', Access),
    });

    /// <summary>With a digest of what it covers: in another database the number stands for another approval.</summary>
    private string EntryId(ScopeChange change)
    {
        string[] covered =
        [
            Account, Principal, change.EventSource, change.EventName, change.Target ?? "",
            From.UtcTicks.ToString(CultureInfo.InvariantCulture), .. Access,
        ];
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', covered))));
        return string.Create(CultureInfo.InvariantCulture, $"approval-{Id}-{digest[..12]}");
    }

    private void Decide(ScopeApprovalState state, string slackUserId, string email, DateTimeOffset now)
    {
        Require(ScopeApprovalState.Proposed, now < LapsesAt && slackUserId != ProposedBy, state);
        (State, DecidedBy, DecidedByEmail, DecidedAt) = (state, slackUserId, email, now);
    }

    private void Require(ScopeApprovalState from, bool isTime, ScopeApprovalState to)
    {
        if (State != from || !isTime)
            throw new InvalidOperationException($"A proposal that is {State} cannot become {to} now.");
    }
}
