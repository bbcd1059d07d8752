using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>The sample logs and their approved list, as the documents tell to run them.</summary>
public sealed class SampleLogTests
{
    [Fact]
    public async Task Run_Samples_FindsWhatIsHiddenInThem()
    {
        var approved = ApprovedScopes.Load(RepositoryFiles.PathOf("samples/scope-audit/approved.json"));
        var logs = LogFolder.Open(RepositoryFiles.PathOf("samples/scope-audit/logs"));

        var audit = new RecordAudit(QueryRegistry.Embedded, approved, new AuditFilter());
        var report = await audit.RunAsync([new LogFileSource(logs, 2)], default);

        Assert.True(report.Certificate.IsComplete);
        Assert.Equal(
            "Unknown 2, Approved 3, Expired 1, Deviation 6, Denied 1, Failed 1",
            string.Join(", ", Enum.GetValues<Verdict>().Select(verdict => $"{verdict} {report.Count(verdict)}")));
    }
}
