using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.ScopeAudits.Running;

internal sealed class AuditRunMapping : IEntityTypeConfiguration<AuditRun>
{
    public void Configure(EntityTypeBuilder<AuditRun> builder)
    {
        builder.ToTable("scope_audits");
        builder.HasKey(x => x.Id).HasName("pk_scope_audits");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Key).HasMaxLength(100);
        builder.Property(x => x.RequestedBy).HasMaxLength(320);
        builder.Property(x => x.Filter).HasColumnType("jsonb");
        builder.Property(x => x.Certificate).HasColumnType("jsonb");
        builder.HasIndex(x => x.Key).IsUnique().HasDatabaseName("ux_scope_audits_key");
        // One of the timer at a time: the next one begins where it ends.
        builder.HasIndex(x => x.Trigger).IsUnique().HasFilter("state = 'Running' AND trigger = 'Timer'")
            .HasDatabaseName("ux_scope_audits_running");
        builder.HasIndex(x => x.Id).HasFilter("told_at IS NULL").HasDatabaseName("ix_scope_audits_under_way");
        builder.HasIndex(x => x.WindowUntil).HasFilter("filter IS NULL AND trigger = 'Timer'")
            .HasDatabaseName("ix_scope_audits_watermark");
    }
}

internal sealed class AuditPartMapping : IEntityTypeConfiguration<AuditPart>
{
    public void Configure(EntityTypeBuilder<AuditPart> builder)
    {
        builder.ToTable("scope_audit_parts");
        builder.HasKey(x => new { x.AuditId, x.Account, x.Region }).HasName("pk_scope_audit_parts");
        builder.Property(x => x.Account).HasMaxLength(12);
        builder.Property(x => x.Region).HasMaxLength(32);
        builder.Property(x => x.Kept).HasColumnType("jsonb");
        builder.Property(x => x.Reading).HasColumnType("jsonb");
        builder.HasIndex(x => new { x.Account, x.Region, x.AuditId }).HasDatabaseName("ix_scope_audit_parts_place");
        builder.Ignore(x => x.Planned);
        builder.HasOne<AuditRun>().WithMany().HasForeignKey(x => x.AuditId).HasConstraintName("fk_scope_audit_parts_audit")
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AuditedChangeMapping : IEntityTypeConfiguration<AuditedChange>
{
    public void Configure(EntityTypeBuilder<AuditedChange> builder)
    {
        builder.ToTable("scope_changes");
        builder.HasKey(x => x.Id).HasName("pk_scope_changes");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Change).HasColumnType("jsonb");
        builder.Property(x => x.Steps).HasColumnType("jsonb");
        builder.Property(x => x.Actions).HasColumnType("jsonb").HasDefaultValueSql("'[]'::jsonb");
        builder.HasIndex(x => x.EventKey).IsUnique().HasDatabaseName("ux_scope_changes_event_key");
        builder.HasIndex(x => x.At).HasDatabaseName("ix_scope_changes_at");
    }
}

internal sealed class AuditRunFindingMapping : IEntityTypeConfiguration<AuditRunFinding>
{
    public void Configure(EntityTypeBuilder<AuditRunFinding> builder)
    {
        builder.ToTable("scope_audit_findings");
        builder.HasKey(x => new { x.AuditId, x.ChangeId }).HasName("pk_scope_audit_findings");
        builder.HasOne<AuditRun>().WithMany().HasForeignKey(x => x.AuditId).HasConstraintName("fk_scope_audit_findings_audit")
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<AuditedChange>().WithMany().HasForeignKey(x => x.ChangeId).HasConstraintName("fk_scope_audit_findings_change")
            .OnDelete(DeleteBehavior.Restrict);
    }
}
