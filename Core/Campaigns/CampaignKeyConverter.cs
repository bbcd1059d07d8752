using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace OAuthAttest.Campaigns;

public sealed class CampaignKeyConverter() : ValueConverter<CampaignKey, string>(key => key.ToString(), text => CampaignKey.Parse(text));
