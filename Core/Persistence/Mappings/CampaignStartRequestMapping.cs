using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Starting;

namespace OAuthAttest.Persistence.Mappings;

internal sealed class CampaignStartRequestMapping : IEntityTypeConfiguration<CampaignStartRequest>
{
    public void Configure(EntityTypeBuilder<CampaignStartRequest> builder)
    {
        builder.ToTable("campaign_starts");
        builder.HasKey(x => x.Key).HasName("pk_campaign_starts");
        builder.Property(x => x.RequestedBy).HasMaxLength(Campaign.LongestRequestedBy);
    }
}
