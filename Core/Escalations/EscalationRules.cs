using OAuthAttest.Configuration;
using OAuthAttest.Grants;

namespace OAuthAttest.Escalations;

/// <summary>What makes a consent high-scope. One rule that holds is enough.</summary>
public sealed record EscalationRules : IChecked
{
    private const int LongestPattern = 200;

    /// <summary>A scope of this risk or above.</summary>
    public Risk MinRisk { get; init; } = Risk.High;

    /// <summary>Scope names with <c>*</c> for any run of characters, e.g. <c>Mail.*</c>; whatever their risk.</summary>
    public IReadOnlyList<string> ScopePatterns { get; init; } = [];

    /// <summary>Consent given in an administrator's role.</summary>
    public bool AdminConsent { get; init; } = true;

    /// <summary>Consent that holds for everybody.</summary>
    public bool TenantWide { get; init; } = true;

    /// <summary>Permissions the app uses by itself.</summary>
    public bool ApplicationPermissions { get; init; } = true;

    /// <summary>A publisher known to be unverified, from this risk on; null: the publisher does not count.</summary>
    public Risk? UnverifiedPublisherFrom { get; init; } = Risk.Medium;

    /// <summary>An app younger than this, from <see cref="YoungAppFrom"/> on; null: the age does not count.</summary>
    [Bounds(Above = "00:00:00", AtMost = "3650.00:00:00")]
    public TimeSpan? YoungApp { get; init; } = TimeSpan.FromDays(30);

    public Risk YoungAppFrom { get; init; } = Risk.Medium;

    /// <summary><c>offline_access</c> together with a scope of this risk: the access outlives the session; null: does not count.</summary>
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
