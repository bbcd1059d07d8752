using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Running;

/// <summary>The records of one account and Region that were read, as it is stored.</summary>
public sealed record ReadSpan(string Account, string Region, long Events, DateTimeOffset First, DateTimeOffset Last);

/// <summary>What was read, and what not: of one part of an audit, and of all of it.</summary>
public sealed record PartReading
{
    private const int MostErrors = 1_000;

    public required string RegistryVersion { get; init; }

    public required string RegistryDigest { get; init; }

    public required string ApprovedVersion { get; init; }

    public required string ApprovedDigest { get; init; }

    /// <summary>All records that were read, also those of other events.</summary>
    public long Records { get; init; }

    /// <summary>Records of events that a query looks for.</summary>
    public long Matched { get; init; }

    /// <summary>Of those, the ones that were read before.</summary>
    public long Repeated { get; init; }

    /// <summary>What stands in the place of a record and is none.</summary>
    public long Malformed { get; init; }

    /// <summary>Findings that the filter kept back.</summary>
    public long Withheld { get; init; }

    public IReadOnlyList<ReadSpan> Spans { get; init; } = [];

    /// <summary>Every question, also those that failed and those that were given up.</summary>
    public IReadOnlyList<AskedQuery> Asked { get; init; } = [];

    /// <summary>What Athena was asked.</summary>
    public IReadOnlyList<AthenaAnswer> Athena { get; init; } = [];

    /// <summary>The folders of a bucket that were read.</summary>
    public IReadOnlyList<ReadFolder> Folders { get; init; } = [];

    /// <summary>Files with other names, and folders of other things, which were not read.</summary>
    public int Others { get; init; }

    /// <summary>Folders of the bucket that nobody looked into: what is in them is not known.</summary>
    public IReadOnlyList<string> NotEntered { get; init; } = [];

    /// <summary>What CloudTrail's digest files prove of the log files; null: no files were read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DigestCheck? Digests { get; init; }

    /// <summary>The first ones.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>So many errors more.</summary>
    public long MoreErrors { get; init; }

    /// <summary>Everything that was to be asked or read was, to its end.</summary>
    [JsonIgnore]
    public bool IsComplete =>
        Asked.Count + Athena.Count + Folders.Count > 0
        && AuditCertificate.IsWhole(Asked, Malformed, Errors)
        && Athena.All(answer => answer.IsComplete);

    /// <summary>Both together; where two were judged by different lists, that is an error.</summary>
    public PartReading With(PartReading more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var errors = Errors.Concat(more.Errors);
        if ((RegistryDigest, ApprovedDigest) != (more.RegistryDigest, more.ApprovedDigest))
            errors = errors.Append("the registry or the approved list changed while the audit ran: parts of it were judged by another one");
        var all = errors.Distinct(StringComparer.Ordinal).ToList();
        return this with
        {
            Records = Records + more.Records,
            Matched = Matched + more.Matched,
            Repeated = Repeated + more.Repeated,
            Malformed = Malformed + more.Malformed,
            Withheld = Withheld + more.Withheld,
            Spans =
            [
                .. Spans.Concat(more.Spans).GroupBy(span => (span.Account, span.Region)).Select(same => new ReadSpan(
                    same.Key.Account, same.Key.Region, same.Sum(span => span.Events), same.Min(span => span.First),
                    same.Max(span => span.Last))).OrderBy(span => span.Account, StringComparer.Ordinal)
                    .ThenBy(span => span.Region, StringComparer.Ordinal),
            ],
            Asked = [.. Asked, .. more.Asked],
            Athena = [.. Athena, .. more.Athena],
            Folders = ReadFolder.Merged(Folders.Concat(more.Folders)),
            Others = Others + more.Others,
            NotEntered = [.. NotEntered, .. more.NotEntered],
            Digests = more.Digests is null ? Digests : (Digests ?? DigestCheck.None).With(more.Digests),
            Errors = [.. all.Take(MostErrors)],
            MoreErrors = MoreErrors + more.MoreErrors + Math.Max(0, all.Count - MostErrors),
        };
    }
}

/// <summary>A filter, as it is stored.</summary>
public sealed record StoredFilter
{
    public string? Principal { get; init; }

    public IReadOnlyList<Mfa> Mfa { get; init; } = [];

    public IReadOnlyList<string> Addresses { get; init; } = [];

    public IReadOnlyList<string> Accounts { get; init; } = [];

    public IReadOnlyList<string> Regions { get; init; } = [];

    public IReadOnlyList<string> EventNames { get; init; } = [];

    public bool? HasError { get; init; }

    /// <summary>Null: it lets everything through.</summary>
    internal static StoredFilter? Of(AuditFilter filter) => filter.IsEmpty
        ? null
        : new StoredFilter
        {
            Principal = filter.Principal,
            Mfa = filter.Mfa,
            Addresses = [.. filter.Addresses.Select(network => network.ToString())],
            Accounts = filter.Accounts,
            Regions = filter.Regions,
            EventNames = filter.EventNames,
            HasError = filter.HasError,
        };

    /// <summary>As it was given.</summary>
    internal AuditFilter Whole() => new()
    {
        Principal = Principal,
        Mfa = Mfa,
        Addresses = [.. Addresses.Select(network => IPNetwork.Parse(network))],
        Accounts = Accounts,
        Regions = Regions,
        EventNames = EventNames,
        HasError = HasError,
    };
}

/// <summary>Reads what is stored of changes.</summary>
internal static class AuditDocuments
{
    public static ScopeChange Change(string json) => JsonSerializer.Deserialize(json, AuditDocumentsJson.Default.ScopeChange)!;

    public static IReadOnlyList<FilledAction> Actions(string json) =>
        JsonSerializer.Deserialize(json, AuditDocumentsJson.Default.IReadOnlyListFilledAction)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PartReading))]
[JsonSerializable(typeof(StoredFilter))]
[JsonSerializable(typeof(ScopeChange))]
[JsonSerializable(typeof(IReadOnlyList<FilledStep>))]
[JsonSerializable(typeof(IReadOnlyList<FilledAction>))]
internal sealed partial class AuditDocumentsJson : JsonSerializerContext;
