namespace OAuthAttest.Grants.Import;

/// <summary>
/// What PowerShell writes in place of a value that it did not look into: <c>ConvertTo-Json</c> below its depth, and <c>Export-Csv</c> for
/// any list. The value itself is lost.
/// </summary>
internal static class CutByPowerShell
{
    public const string Advice =
        "PowerShell left out what is inside. Export again with ConvertTo-Json -Depth 10, and join lists for Export-Csv "
        + "($_.Scopes -join ' ')";

    public static bool IsIn(ReadOnlySpan<byte> json) =>
        json.IndexOf("\"@{"u8) >= 0 || json.IndexOf("\"System."u8) >= 0 || json.IndexOf("\"Microsoft.Graph."u8) >= 0;

    public static bool Is(ReadOnlySpan<char> text) => text is ['@' or 'S' or 'M', _, _, ..] && IsIn(text);

    private static bool IsIn(ReadOnlySpan<char> text) =>
        (text.StartsWith("@{", StringComparison.Ordinal) && text[^1] == '}')
        || (text.StartsWith("System.", StringComparison.Ordinal)
            && (text.EndsWith("[]", StringComparison.Ordinal) || text.StartsWith("System.Collections.", StringComparison.Ordinal)))
        || (text.StartsWith("Microsoft.Graph.", StringComparison.Ordinal) && text.EndsWith("[]", StringComparison.Ordinal));
}
