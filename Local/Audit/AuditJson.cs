using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Detecting;

namespace OAuthAttest.Local.Audit;

/// <summary>An audit as one JSON document: everything, nothing cut.</summary>
internal static partial class AuditJson
{
    public static void Write(Stream output, AuditReport report, AuditFilter filter) =>
        JsonSerializer.Serialize(
            output,
            new Document
            {
                Conclusion = Conclusion(report, filter),
                IsComplete = report.Certificate.IsComplete,
                IsFiltered = !filter.IsEmpty,
                Withheld = report.Withheld,
                OtherFilesNotRead = report.Certificate.Others,
                Findings = report.Findings,
                Certificate = report.Certificate,
            },
            DocumentJson.Default.Document
        );

    private static string Conclusion(AuditReport report, AuditFilter filter) =>
        report.HasDeviations ? "deviations"
        : !report.IsClean ? "inconclusive"
        : filter.IsEmpty ? "clean"
        : "no deviation among what the filter lets through";

    internal sealed record Document
    {
        public required string Conclusion { get; init; }

        public required bool IsComplete { get; init; }

        public required bool IsFiltered { get; init; }

        public required long Withheld { get; init; }

        public required int OtherFilesNotRead { get; init; }

        public required IReadOnlyList<AuditFinding> Findings { get; init; }

        public required AuditCertificate Certificate { get; init; }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UseStringEnumConverter = true,
        WriteIndented = true
    )]
    [JsonSerializable(typeof(Document))]
    internal sealed partial class DocumentJson : JsonSerializerContext;
}
