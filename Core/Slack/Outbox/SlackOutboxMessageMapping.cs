using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Slack.Outbox;

internal sealed class SlackOutboxMessageMapping : IEntityTypeConfiguration<SlackOutboxMessage>
{
    public void Configure(EntityTypeBuilder<SlackOutboxMessage> builder)
    {
        builder.ToTable("slack_messages");
        builder.HasKey(x => x.MessageKey).HasName("pk_slack_messages");
        builder.Property(x => x.MessageKey).HasMaxLength(SlackOutboxLimits.MessageKey);
        builder.Property(x => x.Target).HasMaxLength(64);
        builder.Property(x => x.Channel).HasMaxLength(64);
        builder.Property(x => x.Timestamp).HasMaxLength(32);
        builder.Property(x => x.LastError).HasMaxLength(256);
        // Filtered, because queries only search for messages that are not settled.
        builder.HasIndex(x => new { x.State, x.LeaseUntil }).HasFilter("state <> 'Sent'").HasDatabaseName("ix_slack_messages_open");
    }
}
