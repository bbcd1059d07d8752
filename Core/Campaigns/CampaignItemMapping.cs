using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns;

internal sealed class CampaignItemMapping : IEntityTypeConfiguration<CampaignItem>
{
    public void Configure(EntityTypeBuilder<CampaignItem> builder)
    {
        builder.ToTable("campaign_items");
        // The id is the first key column: all rows of a partition share the campaign, and building the index is several times faster when
        // the first column differs.
        builder.HasKey(x => new { x.GrantId, x.CampaignId }).HasName("pk_campaign_items");
        // Stored as a number, because lists are ordered by it.
        builder.Property(x => x.FrozenRisk).HasConversion<short>();
        builder.Property(x => x.ScopeDigest).HasMaxLength(32);
        builder.Property(x => x.Reason).HasMaxLength(1000);
        builder.Property(x => x.AnsweredBy).HasMaxLength(64);
        builder.HasIndex(x => x.ParticipantId).HasDatabaseName("ix_campaign_items_participant");
    }
}
