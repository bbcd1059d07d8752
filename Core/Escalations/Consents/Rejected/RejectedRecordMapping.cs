using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Escalations.Consents.Rejected;

internal sealed class RejectedRecordMapping : IEntityTypeConfiguration<RejectedRecord>
{
    public const int LongestPosition = 200;
    public const int LongestProblem = 500;
    public const int LongestShape = 2000;

    public void Configure(EntityTypeBuilder<RejectedRecord> builder)
    {
        builder.ToTable("rejected_records");
        builder.HasKey(x => x.Id).HasName("pk_rejected_records");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Digest).HasMaxLength(64);
        builder.Property(x => x.Position).HasMaxLength(LongestPosition);
        builder.Property(x => x.Problem).HasMaxLength(LongestProblem);
        builder.Property(x => x.Shape).HasMaxLength(LongestShape);
        builder.HasIndex(x => new { x.Source, x.Digest }).IsUnique().HasDatabaseName("ux_rejected_records_source_digest");
        builder.HasIndex(x => x.LastReceivedAt).HasDatabaseName("ix_rejected_records_last_received");
    }
}
