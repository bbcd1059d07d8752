using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Slack.Pausing;

internal sealed class SlackPauseMapping : IEntityTypeConfiguration<SlackPause>
{
    public void Configure(EntityTypeBuilder<SlackPause> builder)
    {
        builder.ToTable("slack_pauses");
        builder.HasKey(x => x.Scope).HasName("pk_slack_pauses");
        builder.Property(x => x.Scope).HasMaxLength(64);
        builder.Property(x => x.Error).HasMaxLength(128);
        builder.Property(x => x.Method).HasMaxLength(64);
    }
}
