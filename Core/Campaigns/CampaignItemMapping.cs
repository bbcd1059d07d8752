using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns;

internal sealed class CampaignItemMapping : IEntityTypeConfiguration<CampaignItem>
{
    public void Configure(EntityTypeBuilder<CampaignItem> builder)
    {
        builder.ToTable("campaign_items");
        // The id goes first, for all rows of a partition share the campaign: an index is built several times faster by what differs.
        builder.HasKey(x => new { x.GrantId, x.CampaignId }).HasName("pk_campaign_items");
        // A number, for lists are ordered by it.
        builder.Property(x => x.FrozenRisk).HasConversion<short>();
        builder.Property(x => x.ScopeDigest).HasMaxLength(32);
        builder.Property(x => x.Reason).HasMaxLength(1000);
        builder.Property(x => x.AnsweredBy).HasMaxLength(64);
        builder.HasIndex(x => x.ParticipantId).HasDatabaseName("ix_campaign_items_participant");
    }
}
