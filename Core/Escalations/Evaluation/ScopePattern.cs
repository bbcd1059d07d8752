using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// Matches a scope's name against a pattern with <c>*</c> for any run of characters. Not a regular expression, so that no setting can
/// stall a decision.
/// </summary>
internal static class ScopePattern
{
    /// <summary>Compares names as the dictionary does: Graph's without their resource and in any case, all others exactly.</summary>
    public static bool Matches(ProviderName provider, string pattern, string scope)
    {
        var comparison = provider == ProviderName.Entra ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return Matches(ScopeNames.Canonical(provider, pattern), ScopeNames.Canonical(provider, scope), comparison);
    }

    /// <summary>Takes the first occurrence of each part between stars: the time is at worst the product of the lengths.</summary>
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, StringComparison comparison)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
            return text.Equals(pattern, comparison);
        if (!text.StartsWith(pattern[..star], comparison))
            return false;
        text = text[star..];
        pattern = pattern[(star + 1)..];
        while ((star = pattern.IndexOf('*')) >= 0)
        {
            var at = text.IndexOf(pattern[..star], comparison);
            if (at < 0)
                return false;
            text = text[(at + star)..];
            pattern = pattern[(star + 1)..];
        }
        return text.EndsWith(pattern, comparison);
    }
}
