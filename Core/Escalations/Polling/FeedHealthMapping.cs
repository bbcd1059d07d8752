using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Escalations.Polling;

internal sealed class FeedHealthMapping : IEntityTypeConfiguration<FeedHealth>
{
    public void Configure(EntityTypeBuilder<FeedHealth> builder)
    {
        builder.ToTable("feed_health");
        builder.HasKey(x => new { x.Source, x.Part }).HasName("pk_feed_health");
        builder.Property(x => x.LastFailure).HasMaxLength(FeedHealthBook.LongestFailure);
        builder.Ignore(x => x.Newest);
    }
}
