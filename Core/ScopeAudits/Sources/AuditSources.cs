using Microsoft.Extensions.Options;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>The sources of the audits that run by themselves. An audit keeps the one that it began with.</summary>
public sealed class AuditSources
{
    private readonly IReadOnlyDictionary<AuditSource, IAuditSource> all;
    private readonly ScopeAuditOptions options;

    internal AuditSources(IEnumerable<IAuditSource> all, IOptions<ScopeAuditOptions> options) =>
        (this.all, this.options) = (all.ToDictionary(source => source.Kind), options.Value);

    /// <summary>That of the settings.</summary>
    internal IAuditSource Current => Of(options.Source);

    internal IAuditSource Of(AuditSource kind) => all[kind];
}
