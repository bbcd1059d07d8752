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
        builder.Property(x => x.DelegateSlackUserId).HasMaxLength(64);
        builder.Property(x => x.DelegatedAt).HasColumnName("escalated_at");
        builder.Property(x => x.DelegateRemindersSent).HasDefaultValue(0);
        builder.Property(x => x.UnreachableReason).HasMaxLength(256);
        builder.HasIndex(x => new { x.CampaignId, x.Key }).IsUnique().HasDatabaseName("ux_campaign_participants_key");
        builder.HasIndex(x => new { x.CampaignId, x.Shard }).HasDatabaseName("ix_campaign_participants_shard");
        // Whether anybody is left to wait for is asked at each person's end: without the filter the answer gets slower with every one.
        builder.HasIndex(x => x.CampaignId).HasFilter("state IN ('Waiting', 'Asked')").HasDatabaseName("ix_campaign_participants_pending");
        // No foreign key to the campaign: checked a row at a time it costs a third of writing a hundred thousand people, whom only the
        // opening adds, in the transaction that has just written the campaign; campaigns are never deleted.
    }
}
