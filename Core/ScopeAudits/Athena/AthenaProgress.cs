using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>How far an audit is with its question: what a step leaves to the next one.</summary>
internal sealed record AthenaProgress
{
    /// <summary>Of the question, from 1: with the audit it makes the token that the query is started by.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The query that was started; null: none was.</summary>
    public string? ExecutionId { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>It succeeded, and its result is being read.</summary>
    public bool IsOver { get; init; }

    /// <summary>Leads to the page that is read next; null: the first.</summary>
    public string? PageToken { get; init; }

    /// <summary>How the digests of all pages begin; null: none was read.</summary>
    public IReadOnlyList<string>? Seen { get; init; }

    public int Pages { get; init; }

    public long Rows { get; init; }

    /// <summary>Bytes that all attempts read.</summary>
    public long Scanned { get; init; }

    /// <summary>Steps in a row without a clear answer.</summary>
    public int Faults { get; init; }

    /// <summary>A question before this one has no whole answer.</summary>
    public bool IsPartial { get; init; }

    public TrailCounts Counts { get; init; } = new();

    public static AthenaProgress Of(string? kept) =>
        kept is null ? new AthenaProgress() : JsonSerializer.Deserialize(kept, AthenaProgressJson.Default.AthenaProgress)!;

    public string Text() => JsonSerializer.Serialize(this, AthenaProgressJson.Default.AthenaProgress);

    /// <summary>At the beginning of the next question.</summary>
    public AthenaProgress Next(bool isWhole) => new() { Counts = Counts, IsPartial = IsPartial || !isWhole };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AthenaProgress))]
internal sealed partial class AthenaProgressJson : JsonSerializerContext;
