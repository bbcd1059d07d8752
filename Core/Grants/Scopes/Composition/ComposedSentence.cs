namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>The result of applying a rule to a name and the words of its resource.</summary>
public sealed record ComposedSentence(Risk Risk, string Sentence);
