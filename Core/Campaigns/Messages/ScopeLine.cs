using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>One thing an app can do, in plain words.</summary>
/// <param name="Sentence">From the scope dictionary.</param>
/// <param name="Risk">The risk of this one scope.</param>
/// <param name="IsKnown">False when the dictionary does not know the scope; then <paramref name="Sentence"/> says so.</param>
public sealed record ScopeLine(string Sentence, Risk Risk, bool IsKnown)
{
    /// <summary>What these scopes let an app do, the highest risk first.</summary>
    public static IEnumerable<ScopeLine> Of(
        ScopeDictionary dictionary, ProviderName provider, IReadOnlyList<string> scopes, ConsentType consent) =>
        dictionary.ExplainAll(provider, scopes, consent).Select(meaning => new ScopeLine(meaning.Sentence, meaning.Risk, meaning.IsKnown));
}
