using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.ScopeAudits.Paging;

internal sealed class AuditNoticeMapping : IEntityTypeConfiguration<AuditNotice>
{
    public void Configure(EntityTypeBuilder<AuditNotice> builder)
    {
        builder.ToTable("scope_audit_notices");
        builder.HasKey(x => x.Id).HasName("pk_scope_audit_notices");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Key).HasMaxLength(200);
        builder.Property(x => x.Payload).HasColumnType("jsonb");
        builder.Property(x => x.LastError).HasMaxLength(500);
        builder.HasIndex(x => x.Key).IsUnique().HasDatabaseName("ux_scope_audit_notices_key");
        builder.HasIndex(x => x.AuditId).HasDatabaseName("ix_scope_audit_notices_audit");
        builder.HasOne<AuditRun>().WithMany().HasForeignKey(x => x.AuditId).HasConstraintName("fk_scope_audit_notices_audit")
            .OnDelete(DeleteBehavior.Restrict);
    }
}
