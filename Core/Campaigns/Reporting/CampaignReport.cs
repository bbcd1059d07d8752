using OAuthAttest.Grants;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>The coverage report: the same numbers in Slack, as JSON and in the console.</summary>
public sealed record CampaignReport
{
    public required string Campaign { get; init; }

    /// <summary>When the numbers were read.</summary>
    public DateTimeOffset At { get; init; }

    public required CampaignState State { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset ClosesAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public required PopulationNumbers Population { get; init; }

    /// <summary>What part of the inventory the campaign is about.</summary>
    public CampaignScope Scope { get; init; } = new(null, null, null, null);

    /// <summary>All grants by class; before the cut-off, as they would be classified now.</summary>
    public required ClassNumbers Classes { get; init; }

    /// <summary>One row per risk, highest first.</summary>
    public required IReadOnlyList<RiskCoverage> ByRisk { get; init; }

    public required UserCoverage Users { get; init; }

    public required WorklistNumbers Worklist { get; init; }

    /// <summary>What became of the worklist's items so far; null while there is no list.</summary>
    public RemovalNumbers? Removal { get; init; }

    /// <summary>How many of the campaign's orchestrations failed and were started again.</summary>
    public OrchestrationNumbers Orchestrations { get; init; } = new(0, 0);

    /// <summary>The first people who could not be asked, and why; <see cref="UserCoverage.Unreachable"/> is their number.</summary>
    public required IReadOnlyList<UnreachablePerson> UnreachablePeople { get; init; }

    /// <summary>The first grants that were kept and grew since, with who must decide; <c>/changed</c> has all of them.</summary>
    public IReadOnlyList<ChangedGrant> ChangedGrants { get; init; } = [];

    public required long OrphanGrants { get; init; }

    public required long TenantWideGrants { get; init; }

    public required long ApplicationGrants { get; init; }

    /// <summary>Grants that were answered "Not mine".</summary>
    public required long NotRecognisedGrants { get; init; }

    /// <summary>Of the attested grants, those that are kept without some of their scopes.</summary>
    public long NarrowedGrants { get; init; }

    /// <summary>The riskiest grants that were kept as a whole, at most ten.</summary>
    public required IReadOnlyList<KeptGrant> RiskiestKept { get; init; }

    public required IReadOnlyList<ExcludedGrants> Exclusions { get; init; }

    /// <summary>Sources whose inventory was stale or failed. Their grants were not evaluated, but count in the denominator.</summary>
    public required IReadOnlyList<NotEvaluatedSource> NotEvaluated { get; init; }

    /// <summary>
    /// The end of the audit chain when the numbers were read, <c>sequence:hash</c>: the report keeps it outside the database.
    /// </summary>
    public string? AuditHead { get; init; }
}

/// <param name="Grants">Grants in the frozen population.</param>
/// <param name="People">The participants.</param>
/// <param name="Apps">Distinct apps.</param>
/// <param name="Digest">SHA-256 of the population, lower-case hex.</param>
/// <param name="DictionaryVersion">The scope dictionary in force.</param>
public sealed record PopulationNumbers(long Grants, long People, long Apps, string Digest, string DictionaryVersion);

/// <param name="Filter">The filter in words; null: the campaign is about all active grants.</param>
/// <param name="ActiveGrants">All active grants of the inventory at the opening; null: they were not counted then.</param>
/// <param name="OutsideFilter">Those that the filter left out, neither asked about nor covered.</param>
/// <param name="UnownedOutside">Of these, the ones that are no person's own: tenant-wide, application, orphan.</param>
public sealed record CampaignScope(string? Filter, long? ActiveGrants, long? OutsideFilter, long? UnownedOutside);

public sealed record RiskCoverage(Risk Risk, ClassNumbers Classes);

/// <param name="Total">The participants.</param>
/// <param name="Complete">Answered everything.</param>
/// <param name="Partial">Answered something.</param>
/// <param name="Silent">Were asked and answered nothing.</param>
/// <param name="Unreachable">Could not be asked.</param>
/// <param name="NeverAsked">The unreachable people whose question was not sent before the cut-off; 0 until the cut-off.</param>
/// <param name="Ambiguous">The unreachable people whom more than one Slack account matches.</param>
public sealed record UserCoverage(
    long Total,
    long Complete,
    long Partial,
    long Silent,
    long Unreachable,
    long NeverAsked = 0,
    long Ambiguous = 0
);

/// <param name="Failed">How often an orchestration of the campaign was found failed or missing.</param>
/// <param name="Revived">How often one was started again.</param>
public sealed record OrchestrationNumbers(long Failed, long Revived);

/// <param name="State">The state of the worklist.</param>
/// <param name="Size">Grants on it.</param>
/// <param name="Digest">Its digest, lower-case hex; null while there is none.</param>
/// <param name="HoldReasons">Why it is held; empty when it is not.</param>
/// <param name="Narrowed">Of the grants on it, those that are kept and lose only some of their scopes.</param>
public sealed record WorklistNumbers(
    WorklistState State,
    long Size,
    string? Digest,
    IReadOnlyList<string> HoldReasons,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    long Narrowed = 0,
    bool RemovesUnnamed = false
);

/// <param name="Reason">A word of <see cref="Reaching.UnreachableReason"/>, or Slack's error.</param>
/// <param name="SlackIds">The Slack accounts that match, when there is more than one; null otherwise.</param>
/// <param name="WhatToDo">What would make the person reachable; null: nothing has to be done.</param>
public sealed record UnreachablePerson(
    string Key,
    string? Name,
    string? Email,
    long Grants,
    string Reason,
    IReadOnlyList<string>? SlackIds = null,
    string? WhatToDo = null
);

public sealed record KeptGrant(
    long GrantId,
    string App,
    string? Publisher,
    bool? PublisherVerified,
    Risk Risk,
    ConsentType ConsentType,
    string? Owner,
    string WorstAbility,
    string? Reason
);

public sealed record ExcludedGrants(string Reason, long Grants);

public sealed record NotEvaluatedSource(string Source, DateTimeOffset? LastSucceededAt, string? Failure, long Grants);
