namespace OAuthAttest.ScopeAudits.Registry;

/// <summary>What CloudTrail writes in the place of a secret.</summary>
internal static class HiddenText
{
    public static bool Is(string text) =>
        text is "HIDDEN_DUE_TO_SECURITY_REASONS" || (text.Length >= 3 && !text.AsSpan().ContainsAnyExcept('*'));
}
