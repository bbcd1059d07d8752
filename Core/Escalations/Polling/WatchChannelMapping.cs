using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Escalations.Polling;

internal sealed class WatchChannelMapping : IEntityTypeConfiguration<WatchChannel>
{
    public void Configure(EntityTypeBuilder<WatchChannel> builder)
    {
        builder.ToTable("watch_channels");
        builder.HasKey(x => x.Id).HasName("pk_watch_channels");
        builder.Property(x => x.Id).HasMaxLength(64);
        builder.Property(x => x.Target).HasMaxLength(64);
        builder.Property(x => x.ResourceId).HasMaxLength(500);
        // Channels that have ended stay: queries search for the others.
        builder.HasIndex(x => x.RequestedAt).HasFilter("state IN ('Opening', 'Open')").HasDatabaseName("ix_watch_channels_current");
    }
}
