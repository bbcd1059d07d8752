namespace OAuthAttest.Grants.Scopes;

/// <summary>One line of the dictionary: what one permission lets an app do, used in one way.</summary>
/// <param name="Provider">Whose permission it is.</param>
/// <param name="Scope">Its exact name.</param>
/// <param name="Access">In a person's name, or by the app itself. A permission that exists in both ways has two lines.</param>
/// <param name="Risk">The risk of this use, before tenant-wide reach is counted.</param>
/// <param name="Source">Who wrote the sentence.</param>
/// <param name="Sentence">One plain sentence for the person asked, at most <see cref="MaxSentenceLength"/> characters.</param>
public sealed record ScopeEntry(ProviderName Provider, string Scope, ScopeAccess Access, Risk Risk, ScopeSource Source, string Sentence)
{
    public const int MaxSentenceLength = 140;
}
