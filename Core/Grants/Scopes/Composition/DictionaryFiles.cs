using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>The shipped files: one CSV per provider, and a manifest with the version and the digest of their content.</summary>
public static class DictionaryFiles
{
    public const string ManifestName = "manifest.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    /// <summary>File names and their full text.</summary>
    public static IReadOnlyDictionary<string, string> Render(IReadOnlyList<ScopeEntry> entries, string version)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var provider in entries.GroupBy(entry => entry.Provider))
        {
            var text = new StringBuilder();
            using var writer = new StringWriter(text);
            ScopeTable.Write(writer, provider);
            files[$"{provider.Key}.csv"] = text.ToString();
        }

        var names = entries.GroupBy(entry => (entry.Provider, entry.Scope)).ToList();
        var manifest = new Manifest(
            version,
            ScopeDictionary.DigestOf(entries),
            names.Count,
            names.Count(name => name.All(entry => entry.Source == ScopeSource.Hand))
        );
        files[ManifestName] = JsonSerializer.Serialize(manifest, Json) + "\n";
        return files;
    }

    /// <summary>The version and digest of the files in a folder; null when there are none yet.</summary>
    public static (string Version, string Digest)? ReadManifest(string folder)
    {
        var path = Path.Combine(folder, ManifestName);
        return File.Exists(path) && JsonSerializer.Deserialize<Manifest>(File.ReadAllText(path), Json) is { } manifest
            ? (manifest.Version, manifest.Digest)
            : null;
    }

    /// <param name="Version">Year, month and number; increased with every change of the sentences.</param>
    /// <param name="Digest">SHA-256 over all lines.</param>
    /// <param name="Names">How many permissions are described.</param>
    /// <param name="HandWritten">How many of them have a sentence written entirely by hand.</param>
    private sealed record Manifest(string Version, string Digest, [property: JsonRequired] int Names, int HandWritten);
}
