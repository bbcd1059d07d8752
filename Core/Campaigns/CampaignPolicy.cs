using System.Text.Json.Serialization;
using OAuthAttest.Addresses;
using OAuthAttest.Configuration;
using OAuthAttest.Grants;

namespace OAuthAttest.Campaigns;

/// <summary>The rules of one campaign. Frozen when it opens, so that a change of configuration never changes a running one.</summary>
public sealed record CampaignPolicy
{
    public required TimeSpan ResponseWindow { get; init; }

    /// <summary>When each reminder is sent, counted from the opening, in order.</summary>
    public required IReadOnlyList<TimeSpan> ReminderOffsets { get; init; }

    /// <summary>When the manager of a person who has not answered is asked, counted from the opening; null: never.</summary>
    public TimeSpan? AskManagerAfter { get; init; }

    /// <summary>How long a person who answered everything may still change an answer before they count as done.</summary>
    public required TimeSpan CorrectionWindow { get; init; }

    public required SilencePolicy Silence { get; init; }

    /// <summary>
    /// So long before the opening a grant was last used at the latest, where it may be kept without its risky scopes. A last use that is
    /// not known is not long ago.
    /// </summary>
    public TimeSpan UnusedAfter { get; init; } = TimeSpan.FromDays(90);

    public required BreakerPolicy Breaker { get; init; }

    /// <summary>A worklist waits for a named approval when a larger share of the people, 0 to 1, could not be asked; 1: never.</summary>
    public double MaxShareUnreachable { get; init; } = 1;

    public required CampaignFilter Filter { get; init; }

    public required IReadOnlyList<CampaignExclusion> Exclusions { get; init; }

    /// <summary>A source whose last successful reading is older than this is not evaluated, and blocks a scheduled start.</summary>
    public required TimeSpan MaxInventoryAge { get; init; }

    public required int ShardSize { get; init; }

    /// <summary>Who asks, as shown in messages: "the security team".</summary>
    public required string AskedBy { get; init; }

    public required string Why { get; init; }

    /// <summary>Whom to ask about the review, as shown in messages: "#security-help"; null: those who ask.</summary>
    public string? Help { get; init; }

    /// <summary>Email of the security lead, who gets the report and the grants that have no other owner.</summary>
    public string? LeadEmail { get; init; }

    /// <summary>Emails of those who may approve or reject a held worklist; the lead always may.</summary>
    public required IReadOnlyList<string> Approvers { get; init; }

    /// <summary>How long a held worklist waits for a decision; after that it counts as rejected and nothing is revoked.</summary>
    public TimeSpan ApprovalWindow { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Every worklist waits for a named approval: it is carried out by the app, and only then.</summary>
    public bool HoldsEveryList { get; init; }

    /// <summary>
    /// What the breaker lets go is carried out without a named approval. A campaign that was opened without it never is, whatever the
    /// configuration says later: nobody was told so when it was asked.
    /// </summary>
    public bool RemovesUnnamed { get; init; }

    /// <summary>When people are written to; null: at any time.</summary>
    public SendingPolicy? Sending { get; init; }
}

/// <summary>When questions and reminders go out: the hours of a working day, by the clock of whoever gets them.</summary>
/// <param name="Hours">As in the setting: <c>08:00-18:00</c>.</param>
/// <param name="TimeZone">The team's time zone (IANA), for people whose own is not known.</param>
/// <param name="Holidays">Days that are no working days, besides weekends and January 1st.</param>
public sealed record SendingPolicy(string Hours, string TimeZone, IReadOnlyList<DateOnly> Holidays);

/// <summary>When a worklist is held for a named approval.</summary>
/// <param name="MaxShareOfGrants">Of all grants of the campaign, 0 to 1.</param>
/// <param name="MaxShareOfApp">Of one app's grants, 0 to 1; counted for apps with at least <paramref name="MinGrantsOfApp"/>.</param>
/// <param name="ProtectedApps">Client ids that are never revoked without approval.</param>
public sealed record BreakerPolicy(
    [property: Share] double MaxShareOfGrants,
    [property: Share] double MaxShareOfApp,
    [property: Bounds(AtLeast = "1")] int MinGrantsOfApp,
    IReadOnlyList<string> ProtectedApps);

/// <summary>Which grants a campaign covers; an empty list means no restriction.</summary>
public sealed record CampaignFilter : IChecked
{
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Client ids.</summary>
    public IReadOnlyList<string> Apps { get; init; } = [];

    /// <summary>Scope names; a grant with any of them is included.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public Risk MinRisk { get; init; } = Risk.Low;

    /// <summary>
    /// Groups of users. A grant is included when the person who answers for it is in one of them: the account's person, or, for a
    /// tenant-wide, application or orphan grant, the app's owner or the lead.
    /// </summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>True when it restricts nothing.</summary>
    [JsonIgnore]
    public bool IsEmpty => Providers.Count + Apps.Count + Scopes.Count + Groups.Count == 0 && MinRisk <= Risk.Low;

    /// <summary>In words, for the report and the audit log: <c>groups finance, IT; risk High or above</c>.</summary>
    public string Describe()
    {
        List<string> parts = [];
        AddNames("providers", Providers);
        AddNames("apps", Apps);
        AddNames("scopes", Scopes);
        AddNames("groups", Groups);
        if (MinRisk > Risk.Low)
            parts.Add($"risk {MinRisk}{(MinRisk == Risk.Critical ? "" : " or above")}");
        return string.Join("; ", parts);

        void AddNames(string what, IReadOnlyList<string> names)
        {
            if (names.Count > 0)
                parts.Add($"{what} {string.Join(", ", names)}");
        }
    }

    public void Check(Mistakes mistakes)
    {
        for (var i = 0; i < Providers.Count; i++)
        {
            if (ProviderName.TryParse(Providers[i].ToLowerInvariant(), out _))
                continue;
            mistakes.Add(
                $"{nameof(Providers)}:{i}", $"is '{Providers[i]}': it must be a provider's name, lower-case letters, digits and hyphens.");
        }
    }
}

/// <summary>Grants that are excluded on purpose, and why. A grant must match all the given conditions.</summary>
public sealed record CampaignExclusion : IChecked
{
    public const int LongestReason = 200;

    public required string Reason { get; init; }

    public string? Provider { get; init; }

    public string? App { get; init; }

    public string? Email { get; init; }

    /// <summary>When the exclusion ends; null: it does not end.</summary>
    public DateTimeOffset? Until { get; init; }

    public void Check(Mistakes mistakes)
    {
        if (string.IsNullOrWhiteSpace(Reason))
            mistakes.Add(nameof(Reason), "is missing: grants are left out only for a stated reason.");
        else if (Reason.Length > LongestReason)
            mistakes.Add(nameof(Reason), $"is longer than {LongestReason} characters.");
        if (this is { Provider: null, App: null, Email: null })
            mistakes.AddHere("names no Provider, App or Email: it would leave out every grant.");
        if (Email is { } email && !EmailAddress.IsOne(email))
            mistakes.Add(nameof(Email), $"is '{email}': it must be an email address.");
        if (Provider is { } provider && !ProviderName.TryParse(provider, out _))
            mistakes.Add(nameof(Provider), $"is '{provider}': it must be a provider's name, lower-case letters, digits and hyphens.");
    }
}
