using System.Globalization;

namespace OAuthAttest.ScopeAudits.Remediating;

public enum RemediationState
{
    /// <summary>The dry run is still to be made.</summary>
    Requested = 1,

    /// <summary>The plan waits for a second person.</summary>
    Waiting,

    /// <summary>A second person declined the plan.</summary>
    Declined,

    /// <summary>Nobody decided in time.</summary>
    Lapsed,

    /// <summary>There is nothing to change, or the dry run could not be made: nothing was done.</summary>
    NotNeeded,

    /// <summary>A second person approved exactly this plan, or the settings do.</summary>
    Approved,

    /// <summary>What the plan was made of is not so any more: nothing was done.</summary>
    Outdated,

    /// <summary>AWS refuses it, or it had no effect.</summary>
    Failed,

    /// <summary>AWS took it, and the state was read again and is as it was to become.</summary>
    Done,

    /// <summary>Confirmed later: still so, and no change of the kind is in the records since.</summary>
    Clean,

    /// <summary>Looked at later: it is back, or somebody has made such a change again.</summary>
    NotClean,

    /// <summary>It could not be confirmed: not everything could be read.</summary>
    Inconclusive,

    /// <summary>Somebody who may has asked for the state before it.</summary>
    UndoAsked,

    /// <summary>The state before it is there again, and was read.</summary>
    Undone,

    /// <summary>The state before it could not be put back.</summary>
    UndoFailed,
}

/// <summary>One thing that is done about a change: asked for, planned, approved, carried out, confirmed.</summary>
public sealed record Remediation
{
    public long Id { get; init; }

    public required long ChangeId { get; init; }

    public required RemediationKind Kind { get; init; }

    public required string Account { get; init; }

    /// <summary>Where it is carried out.</summary>
    public required string Region { get; init; }

    /// <summary>The <see cref="FilledAction"/>'s parameters.</summary>
    public required string Parameters { get; init; }

    public required RemediationState State { get; init; }

    /// <summary>The state that was told last; null: none yet.</summary>
    public RemediationState? Told { get; init; }

    /// <summary>The address of who asked for it, or the caller of the API; null: the settings do.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>Who asked, as they proved it: a Slack account, an acting key, the settings.</summary>
    public required string RequestedActor { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>What would be called, and what that means; null before the dry run.</summary>
    public string? Plan { get; init; }

    /// <summary>The state before, from which it can be put back; null before the dry run.</summary>
    public string? Before { get; init; }

    /// <summary>SHA-256 of the plan and the state before: what is approved.</summary>
    public byte[]? Digest { get; init; }

    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>Until when it can be approved.</summary>
    public DateTimeOffset? LapsesAt { get; init; }

    /// <summary>When the approvers were reminded; null: not yet.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Before the last call that changes something.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When the state was read and was as it was to become.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>When it was last looked at, and what was found told.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    public string? UndoBy { get; init; }

    public DateTimeOffset? UndoAt { get; init; }

    /// <summary>Why it stands as it does, in words for a person.</summary>
    public string? Problem { get; init; }

    /// <summary>When something is to be done about it again; null: never.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>By which the account's own log tells the sessions that carry it out; unique.</summary>
    public string Session => SessionOf(Id);

    public static string SessionOf(long id) => string.Create(CultureInfo.InvariantCulture, $"OAuthAttest-r{id}");
}
