namespace OAuthAttest.Identity.Live;

/// <param name="Source">The inventory source.</param>
/// <param name="Trigger">What asks for it.</param>
/// <param name="RequestKey">The same for each repetition of this request.</param>
/// <param name="FreshFor">A source that was read within this time is not read again; null: it is read.</param>
public sealed record BeginSync(string Source, string Trigger, string RequestKey, TimeSpan? FreshFor = null);

/// <param name="RunId">The run; null: none is needed, or another one is under way.</param>
/// <param name="AgainAt">When to ask again, because another one is under way.</param>
public sealed record BegunSync(long? RunId, DateTimeOffset? AgainAt = null);

/// <param name="IsOver">Whether the run has ended.</param>
/// <param name="ResumeAt">When to go on; null: at once.</param>
/// <param name="State">How it stands.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Progress">How far the reading is; null: this step did not read.</param>
public sealed record SyncStep(
    bool IsOver, DateTimeOffset? ResumeAt, RunState State, string? Error = null, SyncProgress? Progress = null);

/// <summary>How far a run is.</summary>
public readonly record struct SyncProgress(long Calls, long Users, long Apps, long Grants, bool IsMerging);
