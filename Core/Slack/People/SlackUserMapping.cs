using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Slack.People;

internal sealed class SlackUserMapping : IEntityTypeConfiguration<SlackUser>
{
    public void Configure(EntityTypeBuilder<SlackUser> builder)
    {
        builder.ToTable("slack_users");
        builder.HasKey(x => x.SlackUserId).HasName("pk_slack_users");
        builder.Property(x => x.SlackUserId).HasMaxLength(64);
        builder.Property(x => x.TeamId).HasMaxLength(64);
        builder.Property(x => x.Email).HasMaxLength(320);
        builder.Property(x => x.RealName).HasMaxLength(256);
        builder.Property(x => x.IsExternal).HasDefaultValue(false);
        builder.Property(x => x.IsGuest).HasDefaultValue(false);
        builder.Property(x => x.TimeZone).HasMaxLength(64);
        builder.HasIndex(x => x.Email).HasDatabaseName("ix_slack_users_email");
    }
}
