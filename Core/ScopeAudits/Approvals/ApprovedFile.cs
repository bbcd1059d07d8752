using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Approvals;

/// <summary>The approved list as it stands in its file.</summary>
internal sealed class ApprovedFile
{
    [JsonRequired]
    public string Version { get; init; } = "";

    [JsonRequired]
    public IReadOnlyList<Entry> Entries { get; init; } = [];

    /// <exception cref="InvalidDataException">It is no approved list.</exception>
    public static (string Version, IReadOnlyList<ApprovedScope> Entries) Read(ReadOnlySpan<byte> json, string file)
    {
        var read = ReviewedFile.Read(json, ApprovedJson.Default.ApprovedFile, file);
        if (UntrustedText.Name(read.Version) is not { } version)
            throw new InvalidDataException($"{file}: version is empty");
        if (read.Entries.Any(entry => entry is null))
            throw new InvalidDataException($"{file}: entries has a null");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (read.Entries.FirstOrDefault(entry => !ids.Add(entry.Id)) is { } twice)
            throw new InvalidDataException($"{file}: entry '{twice.Id}' stands there twice");
        return (version, [.. read.Entries.Select(entry => Checked(entry, file))]);
    }

    /// <summary>The same bytes for the same entries; <see cref="Read"/> makes the same entries of them.</summary>
    public static byte[] Write(string version, IReadOnlyList<ApprovedScope> entries) => JsonSerializer.SerializeToUtf8Bytes(
        new ApprovedFile { Version = version, Entries = [.. entries.Select(Written)] }, ApprovedJson.Written.ApprovedFile);

    private static Entry Written(ApprovedScope scope) => new()
    {
        Id = scope.Id,
        Principal = scope.Principal.Text,
        Access = scope.Access.Text,
        Account = scope.Account.Text,
        Owner = scope.Owner,
        Reason = scope.Reason,
        Reviewer = scope.Reviewer,
        // A day is in force to its end.
        Expires = scope.Expires.UtcDateTime is { TimeOfDay.Ticks: 0 } end && end > DateTime.MinValue
            ? end.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : Instant(scope.Expires),
        From = scope.From is { } from ? Instant(from) : null,
        Event = scope.Event,
        Target = scope.Target?.Text,
        Together = scope.Together?.Split('\n'),
    };

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static ApprovedScope Checked(Entry entry, string file)
    {
        var scope = new ApprovedScope
        {
            Id = Text(entry.Id, "id", entry, file),
            Principal = new Wildcard(Text(entry.Principal, "principal", entry, file)),
            Access = new Wildcard(Text(entry.Access, "access", entry, file)),
            Account = new Wildcard(Text(entry.Account, "account", entry, file)),
            Owner = Text(entry.Owner, "owner", entry, file),
            Reason = Text(entry.Reason, "reason", entry, file),
            Reviewer = Text(entry.Reviewer, "reviewer", entry, file),
            Expires = End(entry, file),
            From = entry.From is null ? null : Instant(entry.From, "from", entry, file),
            Event = entry.Event is null ? null : Text(entry.Event, "event", entry, file),
            Target = entry.Target is null ? null : new Wildcard(Text(entry.Target, "target", entry, file)),
            Together = entry.Together is null
                ? null
                : string.Join('\n', entry.Together.Select(text => Text(text ?? "", "together", entry, file))),
        };
        return scope.From >= scope.Expires
            ? throw new InvalidDataException($"{file}, entry '{scope.Id}': from is not before expires")
            : scope;
    }

    private static string Text(string text, string field, Entry entry, string file) =>
        UntrustedText.Name(text) ?? throw new InvalidDataException($"{file}, entry '{entry.Id}': {field} is empty");

    // A day is in force to its end.
    private static DateTimeOffset End(Entry entry, string file) =>
        DateOnly.TryParseExact(entry.Expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day < DateOnly.MaxValue
            ? new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero)
            : Instant(entry.Expires, "expires", entry, file);

    private static DateTimeOffset Instant(string text, string field, Entry entry, string file) =>
        IsoInstant.TryParse(text, out var at)
            ? at
            : throw new InvalidDataException($"{file}, entry '{entry.Id}': {field} is no day, such as 2026-12-31, and no time");

    internal sealed record Entry
    {
        [JsonRequired]
        public string Id { get; init; } = "";

        [JsonRequired]
        public string Principal { get; init; } = "";

        [JsonRequired]
        public string Access { get; init; } = "";

        [JsonRequired]
        public string Account { get; init; } = "";

        [JsonRequired]
        public string Owner { get; init; } = "";

        [JsonRequired]
        public string Reason { get; init; } = "";

        [JsonRequired]
        public string Reviewer { get; init; } = "";

        [JsonRequired]
        public string Expires { get; init; } = "";

        public string? From { get; init; }

        public string? Event { get; init; }

        public string? Target { get; init; }

        public IReadOnlyList<string>? Together { get; init; }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(ApprovedFile))]
internal sealed partial class ApprovedJson : JsonSerializerContext
{
    /// <summary>For people to read and compare: a line for each field, letters as they are.</summary>
    public static ApprovedJson Written { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
