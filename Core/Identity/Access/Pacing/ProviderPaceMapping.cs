using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Identity.Access.Pacing;

internal sealed class ProviderPaceMapping : IEntityTypeConfiguration<ProviderPace>
{
    public void Configure(EntityTypeBuilder<ProviderPace> builder)
    {
        builder.ToTable("provider_pace");
        builder.HasKey(x => x.Bucket).HasName("pk_provider_pace");
        builder.Property(x => x.Bucket).HasMaxLength(ProviderPacer.LongestBucket);
    }
}
