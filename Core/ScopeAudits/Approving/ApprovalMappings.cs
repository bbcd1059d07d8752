using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.ScopeAudits.Approving;

internal sealed class ScopeApprovalMapping : IEntityTypeConfiguration<ScopeApproval>
{
    public void Configure(EntityTypeBuilder<ScopeApproval> builder)
    {
        builder.ToTable("scope_approvals");
        builder.HasKey(x => x.Id).HasName("pk_scope_approvals");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Account).HasMaxLength(64);
        builder.Property(x => x.ProposedBy).HasMaxLength(64);
        builder.Property(x => x.ProposedByEmail).HasMaxLength(320);
        builder.Property(x => x.DecidedBy).HasMaxLength(64);
        builder.Property(x => x.DecidedByEmail).HasMaxLength(320);
        builder.HasOne<AuditedChange>().WithMany().HasForeignKey(x => x.ChangeId).HasConstraintName("fk_scope_approvals_change")
            .OnDelete(DeleteBehavior.Restrict);
        // A change is proposed once at a time.
        builder.HasIndex(x => x.ChangeId).IsUnique().HasFilter("state = 'Proposed'").HasDatabaseName("ux_scope_approvals_proposed");
        builder.HasIndex(x => x.State).HasDatabaseName("ix_scope_approvals_state");
        builder.HasIndex(x => x.Id).HasFilter("told_at IS NULL").HasDatabaseName("ix_scope_approvals_untold");
    }
}

internal sealed class ScopeExpiryNoticeMapping : IEntityTypeConfiguration<ScopeExpiryNotice>
{
    public void Configure(EntityTypeBuilder<ScopeExpiryNotice> builder)
    {
        builder.ToTable("scope_expiry_notices");
        builder.HasKey(x => x.Key).HasName("pk_scope_expiry_notices");
        builder.Property(x => x.Batch).HasMaxLength(200);
        builder.HasIndex(x => x.Batch).HasFilter("told_at IS NULL").HasDatabaseName("ix_scope_expiry_notices_untold");
    }
}
