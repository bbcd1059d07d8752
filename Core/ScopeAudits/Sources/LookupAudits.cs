using Microsoft.Extensions.Options;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.ScopeAudits.Registry;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>Audits that ask CloudTrail: a part is an account and a Region, and the names of events wait to be asked for.</summary>
internal sealed class LookupAudits(LookupSources sources, IOptions<ScopeAuditOptions> options) : IAuditSource
{
    /// <summary>Some seconds where little happened, and what is lost with a worker is little.</summary>
    private const int QuestionsAStep = 10;

    private readonly ScopeAuditOptions options = options.Value;

    public AuditSource Kind => AuditSource.Lookup;

    public IReadOnlyList<AuditPlace> Places => LookupPlan.Places(options);

    public LookupSpan Span(DateTimeOffset? since, DateTimeOffset? until, DateTimeOffset now) =>
        LookupSpan.Of(since, until, now, options);

    public IReadOnlyList<PlannedPart> Plan(QueryRegistry registry, LookupWindow window, AuditFilter filter)
    {
        var parts = new List<PlannedPart>();
        var plan = sources.Plan(registry);
        PlanFilter.Refuse("account", filter.Accounts, plan.Select(slice => slice.Account));
        PlanFilter.Refuse("Region", filter.Regions, plan.Select(slice => slice.Region));
        PlanFilter.Refuse("event", filter.EventNames, plan.SelectMany(slice => slice.EventNames));
        foreach (var slice in plan)
        {
            var names = PlanFilter.Named(slice.EventNames, filter.EventNames);
            if (names.Count > 0 && PlanFilter.Lets(filter.Accounts, slice.Account) && PlanFilter.Lets(filter.Regions, slice.Region))
                parts.Add(new PlannedPart(slice.Account, slice.Region, names));
        }
        return PlanFilter.Some(parts);
    }

    public async Task<PartStep> ReadAsync(
        PartOrder order, QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        var part = order.Part;
        var slice = new LookupSlice(part.Account, part.Region, [.. part.Waiting.Take(QuestionsAStep)]);
        var reading = await sources.Of(new LookupSpan(order.Window, []), [slice]).ReadAsync(registry, found, cancellation);
        return new PartStep(reading, [.. part.Waiting.Skip(QuestionsAStep)]);
    }

    public string Unread(PlannedPart part) => $"account {part.Account}, {part.Region}: {part.Waiting.Count} questions were not asked";
}
