using System.Collections.Frozen;
using System.Security.Cryptography;
using OAuthAttest.Json;

namespace OAuthAttest.ScopeAudits.Registry;

/// <summary>
/// The events that change scopes and policies: a reviewed, versioned data file that ships inside the assembly, and a team's own file of the
/// same form. See docs/scope-audit.md.
/// </summary>
public sealed class QueryRegistry
{
    private const string ResourceName = "OAuthAttest.ScopeAudits.cloudtrail-queries.json";

    private static readonly Lazy<QueryRegistry> Shipped = new(LoadEmbedded);

    private readonly FrozenDictionary<(string Name, string Source), AuditQuery> queries;

    private QueryRegistry(RegistryContent content, string digest)
    {
        (Version, Digest, Queries, Quoted) = (content.Version, digest, content.Queries, content.Quoted);
        Actors = content.Actors;
        queries = Queries.ToFrozenDictionary(query => (query.EventName, query.EventSource));
        EventNames = Queries.Select(query => query.EventName).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The registry that ships with this version of OAuthAttest.</summary>
    public static QueryRegistry Embedded => Shipped.Value;

    /// <summary>With a team's own entries, the version of both.</summary>
    public string Version { get; }

    /// <summary>SHA-256 of what was read, in lower-case hex.</summary>
    public string Digest { get; }

    public IReadOnlyList<AuditQuery> Queries { get; }

    public IReadOnlyList<QuotedName> Quoted { get; }

    /// <inheritdoc cref="RegistryContent"/>
    public IReadOnlyList<ActionTemplate> Actors { get; }

    public FrozenSet<string> EventNames { get; }

    /// <returns>Null: no query has this event. A name alone is not enough: services share names.</returns>
    public AuditQuery? Find(string eventName, string eventSource) => queries.GetValueOrDefault((eventName, eventSource));

    /// <exception cref="InvalidDataException">It is no registry: the message names the entry and the field.</exception>
    public static QueryRegistry Read(ReadOnlySpan<byte> json, string file = "registry")
    {
        var read = RegistryFile.Read(json, file);
        return new QueryRegistry(read, Hash(json));
    }

    /// <summary>This registry and a team's own entries; one with the same event replaces ours.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public QueryRegistry With(ReadOnlySpan<byte> json, string file)
    {
        var own = RegistryFile.Read(json, file);
        var events = own.Queries.Select(query => (query.EventName, query.EventSource)).ToHashSet();
        var kept = Queries.Where(query => !events.Contains((query.EventName, query.EventSource))).ToList();
        if (own.Queries.FirstOrDefault(query => kept.Exists(each => each.Id == query.Id)) is { } taken)
            throw new InvalidDataException($"{file}: the id {taken.Id} is that of another event of ours");
        return new QueryRegistry(
            new RegistryContent(
                $"{Version}+{own.Version}", [.. kept, .. own.Queries], [.. Quoted, .. own.Quoted], [.. own.Actors, .. Actors]),
            Hash([.. Convert.FromHexString(Digest), .. SHA256.HashData(json)]));
    }

    /// <summary>The shipped registry, with the entries of a team's own file if there is one.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static QueryRegistry Load(string? ownFile) =>
        ownFile is null ? Embedded : Embedded.With(ReviewedFile.Bytes(ownFile), ownFile);

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static QueryRegistry LoadEmbedded()
    {
        using var stream = typeof(QueryRegistry).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The resource {ResourceName} is missing.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Read(copy.ToArray(), "cloudtrail-queries.json");
    }
}
