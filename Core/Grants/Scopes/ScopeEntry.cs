namespace OAuthAttest.Grants.Scopes;

/// <summary>One line of the dictionary: the sentence and the risk of one permission with one kind of access.</summary>
/// <param name="Provider">The provider of the permission.</param>
/// <param name="Scope">Its exact name.</param>
/// <param name="Access">Delegated, or by the app itself. A permission that exists in both ways has two lines.</param>
/// <param name="Risk">The risk of this use, before tenant-wide consent is taken into account.</param>
/// <param name="Source">The origin of the sentence.</param>
/// <param name="Sentence">One plain sentence for the person asked, at most <see cref="MaxSentenceLength"/> characters.</param>
public sealed record ScopeEntry(ProviderName Provider, string Scope, ScopeAccess Access, Risk Risk, ScopeSource Source, string Sentence)
{
    public const int MaxSentenceLength = 140;
}
