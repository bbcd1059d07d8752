using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>The result that a campaign would have if it opened now.</summary>
public sealed record RehearsalReport
{
    public required string Campaign { get; init; }

    public required DateTimeOffset At { get; init; }

    public required PopulationNumbers Population { get; init; }

    /// <summary>What part of the inventory the campaign would be about.</summary>
    public CampaignScope Scope { get; init; } = new(null, null, null, null);

    /// <summary>Where it is known from whom a message reaches.</summary>
    public RehearsedDirectory? Directory { get; init; }

    /// <summary>What would keep the campaign from starting: names in the policy that the inventory does not know.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    public required IReadOnlyList<RiskCount> ByRisk { get; init; }

    public required long OrphanGrants { get; init; }

    public required long TenantWideGrants { get; init; }

    public required long ApplicationGrants { get; init; }

    /// <summary>People whom no message can reach; the first ones are listed in <see cref="UnreachablePeople"/>.</summary>
    public required long Unreachable { get; init; }

    public required IReadOnlyList<UnreachablePerson> UnreachablePeople { get; init; }

    /// <summary>Messages rendered: pages of questions.</summary>
    public required long Messages { get; init; }

    /// <summary>The people with the most grants.</summary>
    public required IReadOnlyList<PersonCount> LargestLists { get; init; }

    public required IReadOnlyList<ExcludedGrants> Exclusions { get; init; }

    public required IReadOnlyList<NotEvaluatedSource> NotEvaluated { get; init; }

    /// <summary>If nobody answered anything.</summary>
    public required ProjectedWorklist AllSilent { get; init; }

    /// <summary>If everybody answered as in the last closed campaign; null when there was none.</summary>
    public ProjectedWorklist? SameAnswersAsLastTime { get; init; }
}

public sealed record RiskCount(string Risk, long Grants);

public sealed record PersonCount(string Key, string? Name, long Grants);

/// <param name="HoldReasons">Why the circuit breaker would hold it; empty: it would be released.</param>
public sealed record ProjectedWorklist(ClassNumbers Classes, long Size, IReadOnlyList<string> HoldReasons);

/// <summary>Receives what a rehearsal renders, one item at a time.</summary>
public interface IRehearsalSink
{
    /// <summary>One page of one person's question.</summary>
    public Task MessageAsync(AttestationRequestView page, CancellationToken cancellation);

    /// <summary>One row of the worklist as it would be if nobody answered.</summary>
    public Task WorklistRowAsync(WorklistRow row, CancellationToken cancellation);
}

/// <summary>Renders the pages of one participant's question from the campaign tables that <paramref name="db"/> sees.</summary>
public delegate IAsyncEnumerable<AttestationRequestView> RequestRenderer(
    OAuthAttestDb db,
    long campaignId,
    long participantId,
    CancellationToken cancellation
);
