using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns;

internal sealed class CampaignStaleSourceMapping : IEntityTypeConfiguration<CampaignStaleSource>
{
    public void Configure(EntityTypeBuilder<CampaignStaleSource> builder)
    {
        builder.ToTable("campaign_stale_sources");
        builder.HasKey(x => new { x.CampaignId, x.Source }).HasName("pk_campaign_stale_sources");
        builder.Property(x => x.Source).HasMaxLength(64);
        builder.Property(x => x.Failure).HasMaxLength(2000);
    }
}
