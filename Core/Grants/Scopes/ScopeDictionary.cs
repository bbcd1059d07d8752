using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OAuthAttest.Grants.Scopes;

/// <summary>
/// The sentence and the risk of each permission of each provider. It is reviewed and versioned: a campaign's evidence names the version
/// and digest of the sentences that people were shown. See docs/scopes.md.
/// </summary>
[SuppressMessage(
    "Naming",
    "CA1711:Identifiers should not have incorrect suffix",
    Justification = "It is a dictionary, as of a language: of words, not of keys."
)]
public sealed class ScopeDictionary
{
    /// <summary>
    /// The standard scopes, which every provider of OpenID Connect has; a provider's own line for one of them wins
    /// (https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims).
    /// </summary>
    private static readonly ProviderName OpenIdConnect = ProviderName.Parse("oidc");

    private static readonly Lazy<ScopeDictionary> Shipped = new(LoadEmbedded);

    private readonly FrozenDictionary<ProviderName, FrozenDictionary<string, ScopeMeanings>> providers;

    private ScopeDictionary(string version, IReadOnlyList<ScopeEntry> entries)
    {
        Version = version;
        Entries = entries;
        Digest = DigestOf(entries);
        providers = entries.GroupBy(entry => entry.Provider).ToFrozenDictionary(group => group.Key, group => Index(group.Key, group));
    }

    /// <summary>The dictionary that ships with this version of OAuthAttest.</summary>
    public static ScopeDictionary Embedded => Shipped.Value;

    /// <summary>
    /// The version of the sentences, e.g. <c>2026.11.1</c>; with a team's own lines, <c>2026.11.1+</c> and the start of their digest.
    /// </summary>
    public string Version { get; }

    /// <summary>SHA-256 over all lines, in lower-case hex. It depends on the lines only, not on the files they are in.</summary>
    public string Digest { get; }

    public IReadOnlyList<ScopeEntry> Entries { get; }

    /// <summary>The meaning of a permission in a grant with the consent type <paramref name="consent"/>.</summary>
    public ScopeMeaning Explain(ProviderName provider, string scope, ConsentType consent) =>
        (Find(provider, scope) ?? Find(OpenIdConnect, scope))?.For(consent)
        ?? (ScopeNames.AdministratorRole(scope) is { } role ? ScopeMeanings.OfRole(scope, role) : ScopeMeanings.Unknown(provider, scope));

    /// <summary>
    /// The highest risk of the scopes. No scopes at all is High, not Low: providers leave the list out when they cannot tell, and a grant
    /// with unknown scopes must not be shown as harmless.
    /// </summary>
    public Risk RiskOf(ProviderName provider, IEnumerable<string> scopes, ConsentType consent)
    {
        var worst = default(Risk);
        foreach (var scope in scopes)
        {
            var risk = Explain(provider, scope, consent).Risk;
            if (risk > worst)
                worst = risk;
        }

        return worst == default ? Risk.High : worst;
    }

    /// <summary>The meanings of a grant's scopes for a message: highest risk first, each sentence once.</summary>
    public IReadOnlyList<ScopeMeaning> ExplainAll(ProviderName provider, IEnumerable<string> scopes, ConsentType consent) =>
        [.. scopes.Select(scope => Explain(provider, scope, consent))
            .OrderByDescending(meaning => meaning.Risk)
            .ThenBy(meaning => meaning.Scope, StringComparer.Ordinal)
            .DistinctBy(meaning => meaning.Sentence, StringComparer.Ordinal)];

    /// <summary>
    /// This dictionary with a team's own lines added; a line with the same provider, scope and access replaces ours.
    /// </summary>
    /// <exception cref="InvalidDataException">A line is invalid or exists twice; no line is added.</exception>
    public ScopeDictionary WithOverrides(Stream csv, string fileName = "scope overrides")
    {
        using var text = new StreamReader(csv, Encoding.UTF8, leaveOpen: true);
        var own = ScopeTable.Read(text, fileName).Select(entry => entry with { Source = ScopeSource.Team }).ToList();
        var keys = new HashSet<(ProviderName, string, ScopeAccess)>();
        if (own.FirstOrDefault(entry => !keys.Add(KeyOf(entry))) is { } twice)
        {
            throw new InvalidDataException(
                $"{fileName}: {twice.Provider} {twice.Scope} ({ScopeTable.Word(twice.Access)}) stands there twice"
            );
        }
        return new ScopeDictionary($"{Version}+{DigestOf(own)[..8]}", [.. Entries.Where(entry => !keys.Contains(KeyOf(entry))), .. own]);
    }

    /// <summary>The shipped dictionary, with the lines of a team's own file if one is configured.</summary>
    /// <exception cref="InvalidDataException">
    /// The file cannot be read, or a line is invalid: the message names file, line and field.
    /// </exception>
    public static ScopeDictionary Load(string? overridesFile)
    {
        if (string.IsNullOrWhiteSpace(overridesFile))
            return Embedded;
        try
        {
            using var csv = File.OpenRead(overridesFile);
            return Embedded.WithOverrides(csv, overridesFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var problem = File.Exists(overridesFile) ? "cannot be read"
                : Directory.Exists(overridesFile) ? "is a folder"
                : "does not exist";
            throw new InvalidDataException($"{overridesFile} {problem}", e);
        }
    }

    /// <summary>SHA-256 over the lines, sorted, in lower-case hex.</summary>
    internal static string DigestOf(IEnumerable<ScopeEntry> entries)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var lines = entries.Select(entry =>
            $"{entry.Provider}\t{entry.Scope}\t{entry.Access}\t{entry.Risk}\t{entry.Source}\t{entry.Sentence}\n"
        );
        foreach (var line in lines.Order(StringComparer.Ordinal))
            sha.AppendData(Encoding.UTF8.GetBytes(line));
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private ScopeMeanings? Find(ProviderName provider, string scope) =>
        providers.TryGetValue(provider, out var scopes) ? scopes.GetValueOrDefault(ScopeNames.Canonical(provider, scope)) : null;

    private static (ProviderName Provider, string Scope, ScopeAccess Access) KeyOf(ScopeEntry entry) =>
        (entry.Provider, ScopeNames.Key(entry.Provider, entry.Scope), entry.Access);

    private static FrozenDictionary<string, ScopeMeanings> Index(ProviderName provider, IEnumerable<ScopeEntry> entries)
    {
        var index = new Dictionary<string, ScopeMeanings>(ScopeNames.Comparer(provider));
        foreach (var ways in entries.GroupBy(entry => ScopeNames.Canonical(provider, entry.Scope), index.Comparer))
            index.Add(ways.Key, ScopeMeanings.Of(ways));
        foreach (var (alias, scope) in ScopeNames.Aliases(provider, [.. index.Keys]))
            index.TryAdd(alias, index[scope]);
        return index.ToFrozenDictionary(index.Comparer);
    }

    private static ScopeDictionary LoadEmbedded()
    {
        var assembly = typeof(ScopeDictionary).Assembly;
        StreamReader Open(string name) =>
            new(
                assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The build left out {name}."),
                Encoding.UTF8
            );

        using var manifest = Open("Scopes/manifest.json");
        var version = JsonDocument.Parse(manifest.ReadToEnd()).RootElement.GetProperty("version").GetString();
        var entries = new List<ScopeEntry>();
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith("Scopes/", StringComparison.Ordinal) && name.EndsWith(".csv", StringComparison.Ordinal))
        )
        {
            using var text = Open(name);
            entries.AddRange(ScopeTable.Read(text, name));
        }

        return new ScopeDictionary(version ?? throw new InvalidOperationException("The scope dictionary has no version."), entries);
    }
}
