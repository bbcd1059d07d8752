using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Escalations.Polling;

internal sealed class HeldRecordMapping : IEntityTypeConfiguration<HeldRecord>
{
    public void Configure(EntityTypeBuilder<HeldRecord> builder)
    {
        builder.ToTable("held_records");
        builder.HasKey(x => new { x.Source, x.Digest }).HasName("pk_held_records");
        builder.Property(x => x.Digest).HasMaxLength(64);
        builder.Property(x => x.Problem).HasMaxLength(HeldRecords.LongestProblem);
        builder.Property(x => x.Redacted).HasColumnType("jsonb");
        // Queries only search for records that are set aside and not told of.
        builder.HasIndex(x => x.SetAsideAt).HasFilter("set_aside_at IS NOT NULL AND told_at IS NULL")
            .HasDatabaseName("ix_held_records_untold");
    }
}
