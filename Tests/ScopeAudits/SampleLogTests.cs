using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>The sample logs and their approved list, as the documents tell to run them.</summary>
public sealed class SampleLogTests
{
    [Fact]
    public void Run_Samples_FindsWhatIsHiddenInThem()
    {
        var approved = ApprovedScopes.Load(RepositoryFiles.PathOf("samples/scope-audit/approved.json"));
        var logs = LogFolder.Open(RepositoryFiles.PathOf("samples/scope-audit/logs")).Logs;

        var report = new LogAudit(QueryRegistry.Embedded, approved, new AuditFilter(), 2).Run(logs, null, default);

        Assert.True(report.Certificate.IsComplete);
        Assert.Equal(
            "Deviation 6, Expired 1, Unknown 2, Denied 1, Failed 1, Approved 3",
            string.Join(", ", ((Verdict[])[Verdict.Deviation, Verdict.Expired, Verdict.Unknown, Verdict.Denied, Verdict.Failed, Verdict.Approved])
                .Select(verdict => $"{verdict} {report.Count(verdict)}"))
        );
    }
}
