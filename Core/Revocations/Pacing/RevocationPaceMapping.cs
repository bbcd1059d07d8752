using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Revocations.Pacing;

internal sealed class RevocationPaceMapping : IEntityTypeConfiguration<RevocationPace>
{
    public void Configure(EntityTypeBuilder<RevocationPace> builder)
    {
        builder.ToTable("revocation_pace");
        builder.HasKey(x => x.Family).HasName("pk_revocation_pace");
        builder.Property(x => x.Family).HasMaxLength(64);
    }
}
