using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Simulators.Datadog;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.ScopeAudits.Paging;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>Audits that have PagerDuty and Datadog to tell.</summary>
internal sealed class PagingWorld : IAsyncDisposable
{
    private PagingWorld(AuditFlowWorld audits, PagerDutySimulator pager, DatadogSimulator datadog) =>
        (Audits, Pager, Datadog) = (audits, pager, datadog);

    public AuditFlowWorld Audits { get; }

    public PagerDutySimulator Pager { get; }

    public DatadogSimulator Datadog { get; }

    public FlowWorld Flow => Audits.Flow;

    public static async Task<PagingWorld> StartAsync(
        string pageFrom = "Low", bool hasFallback = true, IFunctionInterceptor? interceptor = null)
    {
        var clock = new AuditFlowWorld.LaterClock();
        var pager = await PagerDutySimulator.StartAsync(clock: clock);
        var datadog = await DatadogSimulator.StartAsync(clock: clock);
        var settings = TestSettings.Of([pager.Settings(), datadog.Settings()]);
        settings["ScopeAudit:PageFrom"] = pageFrom;
        if (!hasFallback)
            settings.Remove("PagerDuty:FallbackRoutingKey");
        var audits = await AuditFlowWorld.StartAsync(interceptor, settings);
        clock.Inner = audits.Flow.Clock;
        return new PagingWorld(audits, pager, datadog);
    }

    public Task<List<AuditNotice>> NoticesAsync() => Flow.ReadAsync(db => db.ScopeAuditNotices.OrderBy(notice => notice.Id));

    public async Task<DateTimeOffset?> ToldAtAsync() => (await Audits.RunsAsync())[^1].ToldAt;

    public async ValueTask DisposeAsync()
    {
        await Audits.DisposeAsync();
        await Pager.DisposeAsync();
        await Datadog.DisposeAsync();
    }
}
