using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace OAuthAttest.Tests.Infra;

/// <summary>What the template sets of the server's limits and of the container that keeps the audit log's heads.</summary>
public sealed class DatabaseTemplateTests
{
    [Theory]
    [InlineData("lock_timeout", 2_000, 60_000)]
    [InlineData("statement_timeout", 30_000, 3_600_000)]
    [InlineData("idle_in_transaction_session_timeout", 1_000, 300_000)]
    public void Server_OfTheTemplate_LimitsWhatEverybodyMayHold(string name, int least, int most)
    {
        var database = Module("database");

        var limit = Regex.Match(
            database, $@"\{{ name: '{name}', value: '(?<ms>\d+)' \}}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        Assert.InRange(int.Parse(limit.Groups["ms"].Value, CultureInfo.InvariantCulture), least, most);
        Assert.Matches(@"flexibleServers/configurations@[0-9-]+' = \[\s+for item in limits: \{", database);
        Assert.Contains("properties: { value: item.value, source: 'user-override' }", database, StringComparison.Ordinal);
    }

    [Fact]
    public void HeadsOfTheAuditLog_AreKeptWhereNobodyCanChangeThem()
    {
        var storage = Module("storage");
        var container = storage[storage.IndexOf("name: 'audit-heads'", StringComparison.Ordinal)..];

        Assert.Matches(@"^name: 'audit-heads'\s+resource policy 'immutabilityPolicies' = \{", container);
        Assert.Matches(@"immutabilityPeriodSinceCreationInDays: headRetentionDays\s+allowProtectedAppendWrites: false", container);
    }

    private static string Module(string name) => File.ReadAllText(RepositoryFiles.PathOf($"infra/modules/{name}.bicep"));
}
