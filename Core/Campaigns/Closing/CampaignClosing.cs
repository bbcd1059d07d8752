using System.Data;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Campaigns.Closing;

/// <param name="By">Who closes: <c>timer</c> at the cut-off, or who the caller proved to be.</param>
/// <param name="NamedRequester">Who asked for it, in the caller's word. Nothing proves it.</param>
public sealed record BeginClosing(
    CampaignKey Key,
    string By,
    DateTimeOffset Now,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NamedRequester = null
);

/// <param name="State">Closing, unless the campaign was already in a later state or cancelled.</param>
/// <param name="ClosesAt">The cut-off in force; moved to now when the campaign is closed early.</param>
/// <param name="IsOnTime">
/// True when this call closed the campaign at its regular cut-off. All its orchestrations have a timer for that instant, so none has to
/// be woken.
/// </param>
public sealed record ClosingCampaign(long CampaignId, CampaignState State, DateTimeOffset ClosesAt, bool IsOnTime = false);

public sealed record ClassifyCampaign(long CampaignId, DateTimeOffset Now);

public sealed record ClassifiedCampaign(ClassNumbers Classes);

public sealed record WriteWorklist(long CampaignId, DateTimeOffset Now);

/// <param name="Digest">Lower-case hex.</param>
/// <param name="HoldReasons">Empty when the list is released.</param>
public sealed record WrittenWorklist(WorklistState State, long Size, string Digest, IReadOnlyList<string> HoldReasons);

public sealed record FinishCampaign(long CampaignId, DateTimeOffset Now);

public sealed record FinishedCampaign(CampaignState State, WorklistState Worklist);

/// <inheritdoc cref="BeginClosing" path="/param"/>
public sealed record CancelCampaign(CampaignKey Key, string By, DateTimeOffset Now, string? NamedRequester = null);

public enum CancelOutcome
{
    Cancelled = 1,
    AlreadyCancelled = 2,

    /// <summary>The campaign is Closing or in a later state.</summary>
    TooLate = 3,
    NotFound = 4,
}

public sealed record CancelledCampaign(CancelOutcome Outcome);

/// <summary>
/// The steps from the cut-off to the end of a campaign. Every step can be repeated: one that was done before changes nothing and returns
/// the same result.
/// </summary>
public sealed class CampaignClosing(IDbContextFactory<OAuthAttestDb> databases, IBusinessTelemetry telemetry)
{
    /// <summary>
    /// Starts closing. No answer counts once this is committed. Before the cut-off it closes early, and the cut-off moves to now.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such campaign.</exception>
    public async Task<ClosingCampaign> BeginAsync(BeginClosing begin, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await LongWork.BeginAsync(db, cancellation);
        var campaign = await CampaignRows.LockAsync(db, begin.Key, cancellation)
            ?? throw new InvalidOperationException($"There is no campaign {begin.Key}.");
        if (campaign.State != CampaignState.Open)
            return new ClosingCampaign(campaign.Id, campaign.State, campaign.ClosesAt);

        var isEarly = begin.Now < campaign.ClosesAt;
        if (isEarly)
            campaign.ClosesAt = begin.Now;
        campaign.MoveTo(CampaignState.Closing, begin.Now);
        await CommitAsync(
            db,
            transaction,
            begin.Now,
            Entry(
                AuditKinds.CampaignClosing,
                campaign,
                begin.By,
                Named(begin.NamedRequester, new() { ["closesAt"] = campaign.ClosesAt, ["early"] = isEarly })
            ),
            cancellation
        );
        return new ClosingCampaign(campaign.Id, campaign.State, campaign.ClosesAt, IsOnTime: !isEarly);
    }

    /// <summary>Gives every grant exactly one class. The sum is checked against the snapshot before the commit.</summary>
    /// <exception cref="InvalidOperationException">
    /// The campaign is still open, or the class numbers do not add up to the snapshot.
    /// </exception>
    public async Task<ClassifiedCampaign> ClassifyAsync(ClassifyCampaign classify, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await LongWork.BeginAsync(db, cancellation);
        var campaign = await CampaignRows.LockAsync(db, classify.CampaignId, cancellation);
        if (campaign.State is CampaignState.Open or CampaignState.Cancelled)
            throw new InvalidOperationException($"Campaign {campaign.Key} is {campaign.State}: its grants cannot be classified.");
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var isDone = !await db.Items.AnyAsync(item => item.CampaignId == campaign.Id && item.Class == null, cancellation);
        var classes = isDone
            ? await Classification.CountAsync(connection, campaign.Id, cancellation)
            : await Classification.ApplyAsync(connection, campaign.Id, campaign.GrantCount, cancellation);
        if (classes.Sum != campaign.GrantCount)
        {
            throw new InvalidOperationException(
                $"Campaign {campaign.Key}: the classes sum to {classes.Sum}, the snapshot has {campaign.GrantCount} grants."
            );
        }
        if (isDone)
            return new ClassifiedCampaign(classes);
        await CommitAsync(
            db,
            transaction,
            classify.Now,
            Entry(AuditKinds.CampaignClassified, campaign, "system", Numbers(classes)),
            cancellation
        );
        telemetry.Track(
            BusinessEvents.CampaignClassified(
                campaign.Key.ToString(),
                classes.Attested,
                classes.Remove,
                classes.Unanswered,
                classes.Unreachable,
                classes.Changed
            )
        );
        return new ClassifiedCampaign(classes);
    }

    /// <summary>Writes the revoke worklist; the circuit breaker holds or releases it.</summary>
    /// <exception cref="InvalidOperationException">The campaign is not classified.</exception>
    public async Task<WrittenWorklist> WriteWorklistAsync(WriteWorklist write, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await LongWork.BeginAsync(db, cancellation);
        var campaign = await CampaignRows.LockAsync(db, write.CampaignId, cancellation);
        if (campaign.WorklistDigest is { } digest)
        {
            var size = await db.Worklist.LongCountAsync(item => item.CampaignId == campaign.Id, cancellation);
            return new WrittenWorklist(
                campaign.WorklistState,
                size,
                Convert.ToHexStringLower(digest),
                campaign.HoldReasons?.Split('\n') ?? []
            );
        }
        if (
            campaign.State != CampaignState.Closing
            || await db.Items.AnyAsync(item => item.CampaignId == campaign.Id && item.Class == null, cancellation)
        )
        {
            throw new InvalidOperationException(
                $"Campaign {campaign.Key} is {campaign.State} or not classified: it can have no worklist yet."
            );
        }

        var draft = new WorklistDraft(
            (NpgsqlConnection)db.Database.GetDbConnection(),
            campaign.Id,
            campaign.GrantCount,
            CampaignPolicyJson.Read(campaign.PolicyJson)
        );
        var drafted = await draft.WriteAsync(write.Now, cancellation);
        campaign.WorklistDigest = drafted.Digest;
        campaign.WorklistState = drafted.HoldReasons.Count > 0 ? WorklistState.Held : WorklistState.Released;
        campaign.HoldReasons = drafted.HoldReasons.Count > 0 ? string.Join('\n', drafted.HoldReasons) : null;
        await CommitAsync(
            db,
            transaction,
            write.Now,
            Entry(
                AuditKinds.WorklistWritten,
                campaign,
                "system",
                new()
                {
                    ["digest"] = drafted.Digest,
                    ["holdReasons"] = drafted.HoldReasons,
                    ["size"] = drafted.Size,
                    ["state"] = campaign.WorklistState,
                }
            ),
            cancellation
        );
        telemetry.Track(
            BusinessEvents.WorklistWritten(campaign.Key.ToString(), campaign.WorklistState, drafted.Size, drafted.HoldReasons.Count)
        );
        return new WrittenWorklist(campaign.WorklistState, drafted.Size, Convert.ToHexStringLower(drafted.Digest), drafted.HoldReasons);
    }

    /// <summary>Closes the campaign, or leaves it waiting for the decision on its held worklist.</summary>
    public async Task<FinishedCampaign> FinishAsync(FinishCampaign finish, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await LongWork.BeginAsync(db, cancellation);
        var campaign = await CampaignRows.LockAsync(db, finish.CampaignId, cancellation);
        if (campaign.State != CampaignState.Closing)
            return new FinishedCampaign(campaign.State, campaign.WorklistState);
        if (campaign.WorklistState == WorklistState.None)
            throw new InvalidOperationException($"Campaign {campaign.Key} has no worklist yet.");

        campaign.MoveTo(campaign.WorklistState == WorklistState.Held ? CampaignState.AwaitingDecision : CampaignState.Closed, finish.Now);
        var kind = campaign.State == CampaignState.Closed ? AuditKinds.CampaignClosed : AuditKinds.CampaignAwaitingDecision;
        await CommitAsync(
            db,
            transaction,
            finish.Now,
            Entry(kind, campaign, "system", new() { ["worklist"] = campaign.WorklistState }),
            cancellation
        );
        if (campaign.State == CampaignState.Closed)
        {
            telemetry.Track(
                BusinessEvents.CampaignClosed(
                    campaign.Key.ToString(),
                    campaign.WorklistState,
                    campaign.GrantCount,
                    finish.Now - campaign.OpenedAt
                )
            );
        }
        return new FinishedCampaign(campaign.State, campaign.WorklistState);
    }

    /// <summary>
    /// Cancels an open campaign, so that nothing is revoked, or one whose worklist waits for a decision: that list is rejected.
    /// </summary>
    public async Task<CancelledCampaign> CancelAsync(CancelCampaign cancel, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await LongWork.BeginAsync(db, cancellation);
        var campaign = await CampaignRows.LockAsync(db, cancel.Key, cancellation);
        if (campaign is null)
            return new CancelledCampaign(CancelOutcome.NotFound);
        if (campaign.State == CampaignState.Cancelled)
            return new CancelledCampaign(CancelOutcome.AlreadyCancelled);
        if (!CampaignTransitions.IsLegal(campaign.State, CampaignState.Cancelled))
            return new CancelledCampaign(CancelOutcome.TooLate);

        var from = campaign.State;
        campaign.MoveTo(CampaignState.Cancelled, cancel.Now);
        if (campaign.WorklistState == WorklistState.Held)
        {
            (campaign.WorklistState, campaign.WorklistDecidedBy, campaign.WorklistDecidedAt) = (
                WorklistState.Rejected,
                cancel.By,
                cancel.Now
            );
        }
        await CommitAsync(
            db,
            transaction,
            cancel.Now,
            Entry(
                AuditKinds.CampaignCancelled,
                campaign,
                cancel.By,
                Named(cancel.NamedRequester, new() { ["from"] = from, ["worklist"] = campaign.WorklistState })
            ),
            cancellation
        );
        telemetry.Track(BusinessEvents.CampaignCancelled(campaign.Key.ToString(), from));
        return new CancelledCampaign(CancelOutcome.Cancelled);
    }

    private static async Task CommitAsync(
        OAuthAttestDb db,
        IDbContextTransaction transaction,
        DateTimeOffset now,
        AuditEntry entry,
        CancellationToken cancellation
    )
    {
        await db.SaveChangesAsync(cancellation);
        await AuditLog.AppendAsync(db, now, [entry], cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static AuditEntry Entry(string kind, Campaign campaign, string actor, Dictionary<string, object?> data) =>
        new(kind, $"campaign/{campaign.Key}", actor, data);

    private static Dictionary<string, object?> Named(string? requester, Dictionary<string, object?> data)
    {
        if (requester is not null)
            data["requestedBy"] = requester;
        return data;
    }

    private static Dictionary<string, object?> Numbers(ClassNumbers classes) => new(StringComparer.Ordinal)
    {
        ["attested"] = classes.Attested,
        ["changed"] = classes.Changed,
        ["remove"] = classes.Remove,
        ["unanswered"] = classes.Unanswered,
        ["unreachable"] = classes.Unreachable,
    };
}
