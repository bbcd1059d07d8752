using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace OAuthAttest.ScopeAudits.Registry;

/// <summary>The registry as it stands in its file. A field that is missing, unknown or wrong is told with the entry that has it.</summary>
internal sealed partial class RegistryFile
{
    [JsonRequired]
    public string Version { get; init; } = "";

    [JsonRequired]
    public IReadOnlyList<Entry> Queries { get; init; } = [];

    public IReadOnlyList<QuotedName> Quoted { get; init; } = [];

    /// <exception cref="InvalidDataException">It is no registry.</exception>
    public static (string Version, IReadOnlyList<AuditQuery> Queries, IReadOnlyList<QuotedName> Quoted) Read(
        ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            var read = JsonSerializer.Deserialize(json.Span, RegistryJson.Default.RegistryFile)
                ?? throw new InvalidDataException($"{file} is empty");
            if (read.Version.Length == 0)
                throw new InvalidDataException($"{file} has no version");
            var queries = read.Queries.Select(entry => Checked(entry, file)).ToList();
            RefuseTwice(queries.Select(query => query.Id), file);
            RefuseTwice(queries.Select(query => $"{query.EventSource} {query.EventName}"), file);
            return (read.Version, queries, read.Quoted);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: {e.Path} is not as it should be: {e.Message}", e);
        }
    }

    private static AuditQuery Checked(Entry entry, string file)
    {
        if (!Id().IsMatch(entry.Id))
            throw new InvalidDataException($"{file}: '{entry.Id}' is no id; it has lower-case letters, digits and hyphens");
        if (entry.EventName.Length == 0 || !ServiceName().IsMatch(entry.EventSource))
            throw new InvalidDataException($"{file}, {entry.Id}: eventName or eventSource is not as CloudTrail writes them");
        if (string.IsNullOrWhiteSpace(entry.Means) || entry.Remediation.Count == 0)
            throw new InvalidDataException($"{file}, {entry.Id}: says not what it means, or not what to do");
        if (entry.Kind == default || entry.Effect == default || entry.Severity == default || !entry.Source.IsAbsoluteUri)
            throw new InvalidDataException($"{file}, {entry.Id}: kind, effect, severity or source is wrong");
        try
        {
            foreach (var step in entry.Remediation.Where(step => step.Command is not null))
                _ = CommandTemplate.PathsOf(step.Command!).ToList();
            return new AuditQuery
            {
                Id = entry.Id,
                EventName = entry.EventName,
                EventSource = entry.EventSource,
                Means = entry.Means,
                Kind = entry.Kind,
                Effect = entry.Effect,
                Severity = entry.Severity,
                IsGlobal = entry.IsGlobal,
                Target = [.. entry.Target.Select(RecordPath.Parse)],
                Access = [.. entry.Access.Select(RecordPath.Parse)],
                Hidden = [.. entry.Hidden.Select(RecordPath.Parse)],
                Remediation = entry.Remediation,
                Source = entry.Source,
            };
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{file}, {entry.Id}: {e.Message}", e);
        }
    }

    private static void RefuseTwice(IEnumerable<string> keys, string file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (keys.FirstOrDefault(key => !seen.Add(key)) is { } twice)
            throw new InvalidDataException($"{file}: {twice} stands there twice");
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"^[a-z0-9-]+(\.[a-z0-9-]+)+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ServiceName();

    internal sealed record Entry
    {
        [JsonRequired]
        public string Id { get; init; } = "";

        [JsonRequired]
        public string EventName { get; init; } = "";

        [JsonRequired]
        public string EventSource { get; init; } = "";

        [JsonRequired]
        public string Means { get; init; } = "";

        [JsonRequired]
        public ChangeKind Kind { get; init; }

        [JsonRequired]
        public ChangeEffect Effect { get; init; }

        [JsonRequired]
        public Severity Severity { get; init; }

        public bool IsGlobal { get; init; }

        public IReadOnlyList<string> Target { get; init; } = [];

        public IReadOnlyList<string> Access { get; init; } = [];

        public IReadOnlyList<string> Hidden { get; init; } = [];

        [JsonRequired]
        public IReadOnlyList<RemediationStep> Remediation { get; init; } = [];

        [JsonRequired]
        public Uri Source { get; init; } = new("", UriKind.Relative);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Disallow
)]
[JsonSerializable(typeof(RegistryFile))]
internal sealed partial class RegistryJson : JsonSerializerContext;
