using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Escalations.Polling;

internal sealed class PollWatermarkMapping : IEntityTypeConfiguration<PollWatermark>
{
    public void Configure(EntityTypeBuilder<PollWatermark> builder)
    {
        builder.ToTable("poll_watermarks");
        builder.HasKey(x => new { x.Source, x.Part }).HasName("pk_poll_watermarks");
    }
}
