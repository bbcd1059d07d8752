using OAuthAttest.Configuration;
using OAuthAttest.Grants;

namespace OAuthAttest.Escalations;

/// <summary>What makes a consent high-scope. One matching rule is enough.</summary>
public sealed record EscalationRules : IChecked
{
    private const int LongestPattern = 200;

    /// <summary>A scope of this risk or above.</summary>
    public Risk MinRisk { get; init; } = Risk.High;

    /// <summary>Scope names with <c>*</c> for any run of characters, e.g. <c>Mail.*</c>; they count whatever their risk.</summary>
    public IReadOnlyList<string> ScopePatterns { get; init; } = [];

    /// <summary>Consent given in an administrator's role.</summary>
    public bool AdminConsent { get; init; } = true;

    /// <summary>Consent for the whole tenant.</summary>
    public bool TenantWide { get; init; } = true;

    /// <summary>Permissions that the app uses without a signed-in person.</summary>
    public bool ApplicationPermissions { get; init; } = true;

    /// <summary>The publisher is known to be unverified and the risk is at least this; null: the publisher does not count.</summary>
    public Risk? UnverifiedPublisherFrom { get; init; } = Risk.Medium;

    /// <summary>The app is younger than this and the risk is at least <see cref="YoungAppFrom"/>; null: the age does not count.</summary>
    [Bounds(Above = "00:00:00", AtMost = "3650.00:00:00")]
    public TimeSpan? YoungApp { get; init; } = TimeSpan.FromDays(30);

    public Risk YoungAppFrom { get; init; } = Risk.Medium;

    /// <summary>
    /// <c>offline_access</c> together with a scope of at least this risk, because the access then outlives the session; null: does not
    /// count.
    /// </summary>
    public Risk? OfflineAccessFrom { get; init; } = Risk.Medium;

    public void Check(Mistakes mistakes)
    {
        for (var i = 0; i < ScopePatterns.Count; i++)
        {
            if (ScopePatterns[i].Length <= LongestPattern && !ScopePatterns[i].Any(char.IsWhiteSpace))
                continue;
            mistakes.Add(
                $"{nameof(ScopePatterns)}:{i}",
                $"must be one scope name with * for any run of characters, at most {LongestPattern} characters.");
        }
    }
}
