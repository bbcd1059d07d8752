using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns;

internal sealed class CampaignExcludedGrantsMapping : IEntityTypeConfiguration<CampaignExcludedGrants>
{
    public void Configure(EntityTypeBuilder<CampaignExcludedGrants> builder)
    {
        builder.ToTable("campaign_excluded_grants");
        builder.HasKey(x => new { x.CampaignId, x.Reason }).HasName("pk_campaign_excluded_grants");
        builder.Property(x => x.Reason).HasMaxLength(CampaignExclusion.LongestReason);
    }
}
