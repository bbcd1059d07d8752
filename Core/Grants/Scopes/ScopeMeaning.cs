namespace OAuthAttest.Grants.Scopes;

/// <summary>The meaning of a granted permission, as shown to the person asked about it.</summary>
/// <param name="Scope">
/// The permission's name as the dictionary writes it; as it was granted when the dictionary does not know it. Not escaped.
/// </param>
/// <param name="Risk">The risk with the grant's consent type taken into account.</param>
/// <param name="Sentence">Plain text, not escaped for any markup.</param>
/// <param name="IsKnown">False: the dictionary has no line for it, and <see cref="Risk"/> is an assumption.</param>
public sealed record ScopeMeaning(string Scope, Risk Risk, string Sentence, bool IsKnown);
