using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using OAuthAttest.Campaigns;

namespace OAuthAttest.Persistence;

public sealed class CampaignKeyConverter() : ValueConverter<CampaignKey, string>(key => key.ToString(), text => CampaignKey.Parse(text));
