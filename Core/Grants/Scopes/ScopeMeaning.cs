namespace OAuthAttest.Grants.Scopes;

/// <summary>What a granted permission means to the person asked about it.</summary>
/// <param name="Scope">The permission's name as the dictionary writes it; as it was granted when the dictionary does not know it. Not escaped.</param>
/// <param name="Risk">With the grant's reach counted in.</param>
/// <param name="Sentence">Plain text, not escaped for any markup.</param>
/// <param name="IsKnown">False: nobody has described it, and <see cref="Risk"/> is an assumption.</param>
public sealed record ScopeMeaning(string Scope, Risk Risk, string Sentence, bool IsKnown);
