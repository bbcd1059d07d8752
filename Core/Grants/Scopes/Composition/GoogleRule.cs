namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>Google names: a resource, often followed by how it is used; Google's APIs use different words for that.</summary>
public static class GoogleRule
{
    private const string Prefix = "https://www.googleapis.com/auth/";
    private const string CopyPrefix = "dataportability.";

    private static readonly string[] ReadEndings = [".readonly", ".read-only", ".read_only", ".read"];
    private static readonly string[] WriteEndings = [".readwrite", ".read-write", ".manage"];
    private static readonly string[] AddEndings = [".writeonly", ".write"];

    public static ComposedSentence? Compose(ScopeName name, Func<string, ResourceWords?> words)
    {
        if (!name.Scope.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var stem = name.Scope[Prefix.Length..];
        if (words(stem) is { } exact)
            return Sentence(exact, stem);
        return Without(ReadEndings, stem, words) is { } read ? new ComposedSentence(read.Read, $"See {read.Phrase}.")
            : Without(WriteEndings, stem, words) is { } write ? new ComposedSentence(write.Write, $"See and change {write.Phrase}.")
            : Without(AddEndings, stem, words) is { } add ? new ComposedSentence(add.Write, $"Add to {add.Phrase}.")
            : null;
    }

    private static ComposedSentence Sentence(ResourceWords resource, string stem) =>
        stem.StartsWith(CopyPrefix, StringComparison.Ordinal) ? new ComposedSentence(resource.Read, $"Take a copy of {resource.Phrase}.")
        : Array.Exists(ReadEndings, ending => stem.EndsWith(ending, StringComparison.Ordinal))
            ? new ComposedSentence(resource.Read, $"See {resource.Phrase}.")
        : new ComposedSentence(resource.Write, $"See and change {resource.Phrase}.");

    private static ResourceWords? Without(string[] endings, string stem, Func<string, ResourceWords?> words) =>
        Array.Find(endings, ending => stem.EndsWith(ending, StringComparison.Ordinal)) is { } ending ? words(stem[..^ending.Length]) : null;
}
