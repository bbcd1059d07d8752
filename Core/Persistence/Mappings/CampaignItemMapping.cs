using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OAuthAttest.Campaigns;

namespace OAuthAttest.Persistence.Mappings;

internal sealed class CampaignItemMapping : IEntityTypeConfiguration<CampaignItem>
{
    public void Configure(EntityTypeBuilder<CampaignItem> builder)
    {
        builder.ToTable("campaign_items");
        builder.HasKey(x => new { x.CampaignId, x.GrantId }).HasName("pk_campaign_items");
        builder.Property(x => x.ScopeDigest).HasMaxLength(32);
        builder.Property(x => x.Reason).HasMaxLength(1000);
        builder.Property(x => x.AnsweredBy).HasMaxLength(64);
        builder.HasIndex(x => new { x.ParticipantId, x.Number }).HasDatabaseName("ix_campaign_items_participant");
    }
}
