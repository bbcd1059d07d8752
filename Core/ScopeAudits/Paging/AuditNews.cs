using System.Text.Json.Serialization;

namespace OAuthAttest.ScopeAudits.Paging;

/// <summary>Changes of one principal that are alike.</summary>
/// <param name="Access">Scopes or policies, the first ones.</param>
/// <param name="First">When the first of them was made.</param>
public sealed record NewsGroup(
    Severity Severity,
    string EventName,
    string? Account,
    string? Who,
    long Changes,
    DateTimeOffset First,
    IReadOnlyList<string> Access,
    IReadOnlyList<Verdict> Verdicts
);

/// <summary>What a page or an event tells of an audit, as it is stored: a repetition tells the same.</summary>
/// <param name="Audit">Its key.</param>
/// <param name="Changes">That no audit before had found to deviate, or that are paged for together.</param>
/// <param name="Groups">The worst first; they may be fewer than there are.</param>
/// <param name="MoreGroups">How many groups are not named.</param>
/// <param name="Worst">Null: there is no change, only doubt.</param>
/// <param name="Why">Why not everything could be read; null: it could.</param>
public sealed record AuditNews(
    string Audit,
    DateTimeOffset From,
    DateTimeOffset Until,
    DateTimeOffset At,
    long Changes,
    Severity? Worst,
    IReadOnlyList<NewsGroup> Groups,
    int MoreGroups,
    string? Why
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditNews))]
[JsonSerializable(typeof(string?[]))]
internal sealed partial class AuditNewsJson : JsonSerializerContext;
