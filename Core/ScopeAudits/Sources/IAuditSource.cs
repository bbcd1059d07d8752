using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.ScopeAudits.Registry;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>
/// What the audits that run by themselves read: which parts an audit has, and how the next step of a part is read. A part is a place with a
/// list of what is still to be read of it. What a step found, what it left to be read, what it keeps for the next one and the parts that it
/// brought to light are written together: whatever a step does may be done twice, and by two workers at once.
/// </summary>
internal interface IAuditSource
{
    public AuditSource Kind { get; }

    /// <summary>The places that every audit without a filter has a part of: one that is new is asked from its own beginning.</summary>
    public IReadOnlyList<AuditPlace> Places { get; }

    /// <summary>The window of an audit, and what of the wish is outside what the source has.</summary>
    /// <inheritdoc cref="LookupSpan.Of" path="/param"/>
    /// <exception cref="FormatException">Nothing of it can be told.</exception>
    public LookupSpan Span(DateTimeOffset? since, DateTimeOffset? until, DateTimeOffset now);

    /// <summary>The parts that an audit begins with.</summary>
    /// <param name="filter">Its accounts, Regions and events narrow what is read.</param>
    /// <exception cref="FormatException">It names what is not read, or nothing is left.</exception>
    public IReadOnlyList<PlannedPart> Plan(QueryRegistry registry, LookupWindow window, AuditFilter filter);

    /// <summary>Reads the next step. What could not be read is in the result, and is not waiting any more.</summary>
    /// <param name="found">Gets each record with a name of the registry, perhaps more than once.</param>
    public Task<PartStep> ReadAsync(
        PartOrder order, QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation);

    /// <summary>What of a part was not read when its audit's time was over, as a sentence.</summary>
    public string Unread(PlannedPart part);
}

/// <summary>One account and Region.</summary>
internal readonly record struct AuditPlace(string Account, string Region);

/// <summary>A part, as it stands.</summary>
/// <param name="Account">Twelve digits; empty: of no account.</param>
/// <param name="Region">Empty: of none.</param>
/// <param name="Waiting">What is still to be read, in its order; a source's own words.</param>
/// <param name="Kept">What the step before kept, as JSON; null: nothing, or none was before.</param>
internal sealed record PlannedPart(string Account, string Region, IReadOnlyList<string> Waiting, string? Kept = null);

/// <summary>What a step is given.</summary>
/// <param name="Audit">The audit's key: with the part, what an outside call is named by that must not be made twice.</param>
/// <param name="Window">The audit's.</param>
/// <param name="Filter">The audit's.</param>
/// <param name="Part">Something of it is waiting.</param>
internal sealed record PartOrder(string Audit, LookupWindow Window, AuditFilter Filter, PlannedPart Part)
{
    /// <summary>It is of the timer, and has no filter: nobody else asks once more about a time that is over.</summary>
    public bool IsOfTimer { get; init; }

    /// <summary>
    /// Where a record stands in a file that is read anyway, the first call that counts: what comes late was told by no audit of its time.
    /// </summary>
    public DateTimeOffset Earliest => IsOfTimer ? Window.From - LateRecords.Latest : Window.From;

    /// <summary>By so much it is earlier than the window.</summary>
    public TimeSpan Late => Window.From - Earliest;
}

/// <summary>What a step came to.</summary>
/// <param name="Waiting">What is left to be read; empty: the part is done.</param>
/// <param name="Kept">For the next step, as JSON of limited length; null: nothing.</param>
/// <param name="More">Parts that came to light. One that is there already stays as it is.</param>
internal sealed record PartStep(
    SourceReading Reading, IReadOnlyList<string> Waiting, string? Kept = null, IReadOnlyList<PlannedPart>? More = null)
{
    /// <summary>Nothing can be done before: what is read works on it. Null: the next step can be done.</summary>
    public DateTimeOffset? Again { get; init; }
}
