using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Verifying;

/// <summary>
/// A text that the approved list is compared with. If something of it has to be left out to show it, or it is too long, its digest takes
/// its place: what is left could read like something that is approved.
/// </summary>
internal static class ComparedText
{
    private const int Longest = 512;

    /// <returns>Null: there is no text.</returns>
    public static string? Of(string? text) =>
        text is null || UntrustedText.Id(text, int.MaxValue) is not { } shown ? null
        : shown.Length <= Longest && shown == text.Trim() ? shown
        : UntrustedText.Digest(text);
}
