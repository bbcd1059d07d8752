using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.ScopeAudits.Remediating;

internal sealed class RemediationMapping : IEntityTypeConfiguration<Remediation>
{
    public void Configure(EntityTypeBuilder<Remediation> builder)
    {
        builder.ToTable("scope_remediations");
        builder.HasKey(x => x.Id).HasName("pk_scope_remediations");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Ignore(x => x.Session);
        builder.Property(x => x.Account).HasMaxLength(12);
        builder.Property(x => x.Region).HasMaxLength(32);
        builder.Property(x => x.Parameters).HasColumnType("jsonb");
        builder.Property(x => x.RequestedBy).HasMaxLength(320);
        builder.Property(x => x.RequestedActor).HasMaxLength(320);
        builder.Property(x => x.DecidedBy).HasMaxLength(320);
        builder.Property(x => x.UndoBy).HasMaxLength(320);
        builder.Property(x => x.Plan).HasColumnType("jsonb");
        builder.Property(x => x.Before).HasColumnType("jsonb");
        // One at a time: a second click asks for nothing more.
        builder.HasIndex(x => new { x.ChangeId, x.Kind }).IsUnique()
            .HasFilter("state IN ('Requested', 'Waiting', 'Approved', 'UndoAsked')").HasDatabaseName("ux_scope_remediations_open");
        builder.HasIndex(x => x.NextAt).HasFilter("next_at IS NOT NULL").HasDatabaseName("ix_scope_remediations_due");
        builder.HasIndex(x => x.AttemptedAt).HasFilter("attempted_at IS NOT NULL").HasDatabaseName("ix_scope_remediations_attempted");
    }
}
