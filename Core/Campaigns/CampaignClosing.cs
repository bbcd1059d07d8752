using Npgsql;
using OAuthAttest.Campaigns.Reporting;

namespace OAuthAttest.Campaigns;

/// <param name="By">Who closes: <c>timer</c> at the cut-off, or a caller's name.</param>
public sealed record BeginClosing(CampaignKey Key, string By, DateTimeOffset Now);

/// <param name="ClosesAt">The cut-off in force; moved to now when closed early.</param>
public sealed record ClosingCampaign(long CampaignId, CampaignState State, DateTimeOffset ClosesAt);

public sealed record ClassifyCampaign(long CampaignId, DateTimeOffset Now);

public sealed record ClassifiedCampaign(ClassNumbers Classes);

public sealed record WriteWorklist(long CampaignId, DateTimeOffset Now);

/// <param name="Digest">Lower-case hex.</param>
/// <param name="HoldReasons">Empty when the list is released.</param>
public sealed record WrittenWorklist(WorklistState State, long Size, string Digest, IReadOnlyList<string> HoldReasons);

public sealed record FinishCampaign(long CampaignId, DateTimeOffset Now);

public sealed record FinishedCampaign(CampaignState State, WorklistState Worklist);

public sealed record CancelCampaign(CampaignKey Key, string By, DateTimeOffset Now);

public enum CancelOutcome
{
    Cancelled = 1,
    AlreadyCancelled = 2,

    /// <summary>It is being closed, or is closed.</summary>
    TooLate = 3,
    NotFound = 4,
}

public sealed record CancelledCampaign(CancelOutcome Outcome);

/// <summary>The way from the cut-off to the end. Every step can be repeated: a step that was done answers as it did.</summary>
public sealed class CampaignClosing(NpgsqlDataSource source)
{
    public Task<ClosingCampaign> BeginAsync(BeginClosing begin, CancellationToken cancellation) => throw new NotSupportedException(source.ToString());

    public Task<ClassifiedCampaign> ClassifyAsync(ClassifyCampaign classify, CancellationToken cancellation) => throw new NotSupportedException(source.ToString());

    public Task<WrittenWorklist> WriteWorklistAsync(WriteWorklist write, CancellationToken cancellation) => throw new NotSupportedException(source.ToString());

    public Task<FinishedCampaign> FinishAsync(FinishCampaign finish, CancellationToken cancellation) => throw new NotSupportedException(source.ToString());

    public Task<CancelledCampaign> CancelAsync(CancelCampaign cancel, CancellationToken cancellation) => throw new NotSupportedException(source.ToString());
}
