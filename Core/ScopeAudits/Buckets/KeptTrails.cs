using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>The folders of a part, as far as they were read; stored between two steps.</summary>
/// <param name="Bucket">In which they are.</param>
internal sealed record KeptTrails(string Bucket, IReadOnlyList<KeptTrail> Trails)
{
    public string Write() => JsonSerializer.Serialize(this, KeptTrailsJson.Default.KeptTrails);

    public static KeptTrails Read(string? text) => text is null
        ? throw new InvalidOperationException("A part of a bucket has folders.")
        : JsonSerializer.Deserialize(text, KeptTrailsJson.Default.KeptTrails)!;
}

/// <summary>One folder.</summary>
internal sealed record KeptTrail(string Home, string Region, string? Digested, TrailState State)
{
    [JsonIgnore]
    public TrailFolder Folder => new(Home, Region, Digested);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeptTrails))]
internal sealed partial class KeptTrailsJson : JsonSerializerContext;
