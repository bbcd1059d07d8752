using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns;

internal sealed class CampaignParticipantMapping : IEntityTypeConfiguration<CampaignParticipant>
{
    public void Configure(EntityTypeBuilder<CampaignParticipant> builder)
    {
        builder.ToTable("campaign_participants");
        builder.HasKey(x => x.Id).HasName("pk_campaign_participants");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Key).HasMaxLength(60);
        builder.Property(x => x.Email).HasMaxLength(320);
        builder.Property(x => x.DisplayName).HasMaxLength(256);
        builder.Property(x => x.ManagerEmail).HasMaxLength(320);
        builder.Property(x => x.SlackUserId).HasMaxLength(64);
        builder.Property(x => x.SlackAddress).HasMaxLength(320);
        builder.Property(x => x.DelegateSlackUserId).HasMaxLength(64);
        builder.Property(x => x.DelegatedAt).HasColumnName("escalated_at");
        builder.Property(x => x.DelegateRemindersSent).HasDefaultValue(0);
        builder.Property(x => x.UnreachableReason).HasMaxLength(256);
        builder.Property(x => x.Opened).HasMaxLength(OpenedGroup.MaxLength);
        builder.HasIndex(x => new { x.CampaignId, x.Key }).IsUnique().HasDatabaseName("ux_campaign_participants_key");
        builder.HasIndex(x => new { x.CampaignId, x.Shard }).HasDatabaseName("ix_campaign_participants_shard");
        // Used whenever a participant finishes, to find whether anybody is left to wait for. Without the filter this query gets slower
        // with every person who is done.
        builder.HasIndex(x => x.CampaignId).HasFilter("state IN ('Waiting', 'Asked')").HasDatabaseName("ix_campaign_participants_pending");
        // No foreign key to the campaign: checking it row by row takes a third of the time of inserting a hundred thousand participants.
        // Only the opening inserts them, in the transaction that has just inserted the campaign, and campaigns are never deleted.
    }
}
