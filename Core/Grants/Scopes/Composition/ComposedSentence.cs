namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>What a rule makes of a name and its resource's words.</summary>
public sealed record ComposedSentence(Risk Risk, string Sentence);
