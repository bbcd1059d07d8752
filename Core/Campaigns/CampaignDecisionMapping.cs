using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns;

internal sealed class CampaignDecisionMapping : IEntityTypeConfiguration<CampaignDecision>
{
    public void Configure(EntityTypeBuilder<CampaignDecision> builder)
    {
        builder.ToTable("campaign_decisions");
        builder.HasKey(x => x.Id).HasName("pk_campaign_decisions");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.SlackUserId).HasMaxLength(64);
        builder.Property(x => x.Reason).HasMaxLength(1000);
        builder.Property(x => x.DeliveryKey).HasMaxLength(200);
        builder.Property(x => x.ScopeDigest).HasMaxLength(32);
        builder.HasIndex(x => new { x.CampaignId, x.DeliveryKey }).IsUnique().HasDatabaseName("ux_campaign_decisions_delivery");
        builder.HasIndex(x => new { x.CampaignId, x.GrantId }).HasDatabaseName("ix_campaign_decisions_grant");
    }
}
