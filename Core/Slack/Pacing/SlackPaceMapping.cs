using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Slack.Pacing;

internal sealed class SlackPaceMapping : IEntityTypeConfiguration<SlackPace>
{
    public void Configure(EntityTypeBuilder<SlackPace> builder)
    {
        builder.ToTable("slack_pace");
        builder.HasKey(x => x.Family).HasName("pk_slack_pace");
        builder.Property(x => x.Family).HasMaxLength(64);
    }
}
