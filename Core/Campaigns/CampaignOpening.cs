using Npgsql;

namespace OAuthAttest.Campaigns;

/// <param name="Key">The campaign's business key; a second call with it returns the first one's campaign.</param>
/// <param name="RequestedBy"><c>timer</c>, or the caller's name.</param>
/// <param name="Policy">Frozen with the campaign.</param>
/// <param name="DictionaryVersion">The scope dictionary in force.</param>
/// <param name="Now">The opening; every deadline is counted from it.</param>
/// <param name="AcceptStale">Opens although sources are stale; they are reported as not evaluated.</param>
public sealed record OpenCampaign(CampaignKey Key, string RequestedBy, CampaignPolicy Policy, string DictionaryVersion, DateTimeOffset Now, bool AcceptStale);

/// <param name="PopulationDigest">Lower-case hex.</param>
/// <param name="AlreadyOpen">True when the campaign existed before this call.</param>
public sealed record OpenedCampaign(
    long CampaignId, CampaignKey Key, DateTimeOffset OpenedAt, DateTimeOffset ClosesAt, int ShardCount, int ParticipantCount, long GrantCount, string PopulationDigest, bool AlreadyOpen);

/// <summary>Opens a campaign: freezes who is asked about which grant, in one transaction, straight from the grants table.</summary>
public sealed class CampaignOpening(NpgsqlDataSource source)
{
    public Task<OpenedCampaign> OpenAsync(OpenCampaign open, CancellationToken cancellation) => throw new NotSupportedException(source.ToString());
}
