namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>The reviewed words for one resource of a provider, from which the rules compose sentences.</summary>
/// <param name="Resource">The part of the permission's name that names the resource.</param>
/// <param name="Read">The risk of reading it in a person's name.</param>
/// <param name="Write">The risk of changing it in a person's name.</param>
/// <param name="Phrase">The resource in plain words, for the whole organization where that applies: "everyone's print jobs".</param>
/// <param name="Own">The same for the signed-in person alone: "your print jobs". Null where there is no such thing.</param>
public sealed record ResourceWords(string Resource, Risk Read, Risk Write, string Phrase, string? Own);
