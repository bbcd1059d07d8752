using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Slack.People;

internal sealed class SlackDirectoryReadingMapping : IEntityTypeConfiguration<SlackDirectoryReading>
{
    public void Configure(EntityTypeBuilder<SlackDirectoryReading> builder)
    {
        builder.ToTable("slack_directory_readings");
        builder.HasKey(x => x.TeamId).HasName("pk_slack_directory_readings");
        builder.Property(x => x.TeamId).HasMaxLength(64);
        builder.Property(x => x.EnterpriseId).HasMaxLength(64);
    }
}
