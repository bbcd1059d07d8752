using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns.Starting;

internal sealed class CampaignStartRequestMapping : IEntityTypeConfiguration<CampaignStartRequest>
{
    public void Configure(EntityTypeBuilder<CampaignStartRequest> builder)
    {
        builder.ToTable("campaign_starts");
        builder.HasKey(x => x.Key).HasName("pk_campaign_starts");
        builder.Property(x => x.RequestedBy).HasMaxLength(Campaign.LongestRequestedBy);
        builder.Property(x => x.NamedRequester).HasMaxLength(Campaign.LongestRequestedBy);
    }
}
