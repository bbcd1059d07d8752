using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Revocations.Pausing;

internal sealed class RevocationPauseMapping : IEntityTypeConfiguration<RevocationPause>
{
    public void Configure(EntityTypeBuilder<RevocationPause> builder)
    {
        builder.ToTable("revocation_pauses");
        builder.HasKey(x => x.Id).HasName("pk_revocation_pauses");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.By).HasMaxLength(WorklistItemMapping.LongestName);
        builder.Property(x => x.EndedBy).HasMaxLength(WorklistItemMapping.LongestName);
        builder.Property(x => x.Reason).HasMaxLength(WorklistItemMapping.LongestProblem);
        // One row at most is not ended.
        builder.HasIndex(x => x.EndedAt).IsUnique().AreNullsDistinct(false).HasFilter("ended_at IS NULL")
            .HasDatabaseName("ux_revocation_pauses_open");
    }
}
