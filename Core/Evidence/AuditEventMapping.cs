using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Evidence;

internal sealed class AuditEventMapping : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("audit_events");
        builder.HasKey(x => x.Sequence).HasName("pk_audit_events");
        builder.Property(x => x.Sequence).ValueGeneratedNever();
        builder.Property(x => x.Kind).HasMaxLength(64);
        builder.Property(x => x.Subject).HasMaxLength(256);
        builder.Property(x => x.Actor).HasMaxLength(320);
        builder.Property(x => x.PreviousHash).HasMaxLength(32);
        builder.Property(x => x.Hash).HasMaxLength(32);
    }
}
