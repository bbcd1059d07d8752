using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Registry;

/// <summary>The registry as it stands in its file. A field that is missing, unknown or wrong is told with the entry that has it.</summary>
internal sealed partial class RegistryFile
{
    [JsonRequired]
    public string Version { get; init; } = "";

    [JsonRequired]
    public IReadOnlyList<Entry> Queries { get; init; } = [];

    // Not init: the source generator would set null where the file does not have it.
    public IReadOnlyList<QuotedName> Quoted { get; set; } = [];

    /// <summary>What can be done about whoever made a change, whichever it is.</summary>
    public IReadOnlyList<ActionTemplate> Actors { get; set; } = [];

    /// <exception cref="InvalidDataException">It is no registry.</exception>
    public static RegistryContent Read(
        ReadOnlySpan<byte> json, string file)
    {
        var read = ReviewedFile.Read(json, RegistryJson.Default.RegistryFile, file);
        if (UntrustedText.Name(read.Version) is not { } version)
            throw new InvalidDataException($"{file}: version is empty");
        if (read.Queries.Any(entry => entry is null) || read.Quoted.Any(HasNull))
            throw new InvalidDataException($"{file}: queries or quoted has a null");
        var queries = read.Queries.Select(entry => Checked(entry, file)).ToList();
        RefuseTwice(queries.Select(query => query.Id), file);
        RefuseTwice(queries.Select(query => $"{query.EventSource} {query.EventName}"), file);
        return new RegistryContent(version, queries, read.Quoted, Checked(read.Actors, "actors", file));
    }

    private static AuditQuery Checked(Entry entry, string file)
    {
        if (!Id().IsMatch(entry.Id))
            throw new InvalidDataException($"{file}: id '{entry.Id}' is none; it has lower-case letters, digits and hyphens");
        if (Wrong(entry) is { } wrong)
            throw new InvalidDataException($"{file}, {entry.Id}: {wrong}");
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
            Target = Paths(entry.Target, "target", entry, file),
            Access = Paths(entry.Access, "access", entry, file),
            Hidden = Paths(entry.Hidden, "hidden", entry, file),
            Remediation = [.. entry.Remediation.Select(step => Checked(step, entry, file))],
            Actions = Unique(Checked(entry.Actions, $"{entry.Id}: actions", file), entry, file),
            Source = entry.Source,
        };
    }

    private static IReadOnlyList<ActionTemplate> Unique(IReadOnlyList<ActionTemplate> actions, Entry entry, string file)
    {
        RefuseTwice(actions.Select(action => $"{entry.Id}, action {action.Kind}"), file);
        return actions;
    }

    private static IReadOnlyList<ActionTemplate> Checked(IReadOnlyList<ActionTemplate> actions, string where, string file)
    {
        if (actions.Any(action => action?.Parameters is null || action.Parameters.Values.Any(value => value is null)
            || action.When?.Values.Any(value => value is null) == true))
        {
            throw new InvalidDataException($"{file}, {where} has a null");
        }
        try
        {
            foreach (var action in actions)
                action.Check();
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{file}, {where}: {e.Message}", e);
        }
        return actions;
    }

    private static string? Wrong(Entry entry) =>
        !EventName().IsMatch(entry.EventName) ? "eventName is not as CloudTrail writes it"
        : !ServiceName().IsMatch(entry.EventSource) ? "eventSource is not as CloudTrail writes it, such as iam.amazonaws.com"
        : string.IsNullOrWhiteSpace(entry.Means) ? "means is empty"
        : !Enum.IsDefined(entry.Kind) ? "kind is none of ours"
        : !Enum.IsDefined(entry.Effect) ? "effect is none of ours"
        : !Enum.IsDefined(entry.Severity) ? "severity is none of ours"
        : entry.Remediation.Count == 0 ? "remediation is empty: it must say what to do"
        : !entry.Source.IsAbsoluteUri ? "source is no address"
        : null;

    private static IReadOnlyList<RecordPath> Paths(IReadOnlyList<string> texts, string field, Entry entry, string file)
    {
        try
        {
            return [.. texts.Select(RecordPath.Parse)];
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{file}, {entry.Id}: {field}: {e.Message}", e);
        }
    }

    private static RemediationStep Checked(RemediationStep? step, Entry entry, string file)
    {
        if (string.IsNullOrWhiteSpace(step?.Text))
            throw new InvalidDataException($"{file}, {entry.Id}: remediation has a step without a text");
        try
        {
            _ = step.Command is null ? 0 : CommandTemplate.PathsOf(step.Command).Count();
            return step;
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{file}, {entry.Id}: remediation: {e.Message}", e);
        }
    }

    private static bool HasNull(QuotedName? quoted) =>
        quoted is null || quoted.EventName is null || quoted.Finding is null || quoted.Instead?.All(name => name is not null) != true;

    private static void RefuseTwice(IEnumerable<string> keys, string file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (keys.FirstOrDefault(key => !seen.Add(key)) is { } twice)
            throw new InvalidDataException($"{file}: {twice} stands there twice");
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EventName();

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

        public IReadOnlyList<string> Target { get; set; } = [];

        public IReadOnlyList<string> Access { get; set; } = [];

        public IReadOnlyList<string> Hidden { get; set; } = [];

        [JsonRequired]
        public IReadOnlyList<RemediationStep> Remediation { get; init; } = [];

        public IReadOnlyList<ActionTemplate> Actions { get; set; } = [];

        [JsonRequired]
        public Uri Source { get; init; } = new("", UriKind.Relative);
    }
}

/// <param name="Actors">What can be done about whoever made a change, whichever it is; of several that fit, the first.</param>
internal sealed record RegistryContent(
    string Version, IReadOnlyList<AuditQuery> Queries, IReadOnlyList<QuotedName> Quoted, IReadOnlyList<ActionTemplate> Actors);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(RegistryFile))]
internal sealed partial class RegistryJson : JsonSerializerContext;
