using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Escalations.Outbox;

internal sealed class EscalationEffectMapping : IEntityTypeConfiguration<EscalationEffect>
{
    public void Configure(EntityTypeBuilder<EscalationEffect> builder)
    {
        builder.ToTable("escalation_outbox");
        builder.HasKey(x => x.Id).HasName("pk_escalation_outbox");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Key).HasMaxLength(255);
        builder.Property(x => x.Payload).HasColumnType("jsonb");
        builder.Property(x => x.Result).HasColumnType("jsonb");
        builder.Property(x => x.LastError).HasMaxLength(500);
        builder.HasIndex(x => x.Key).IsUnique().HasDatabaseName("ux_escalation_outbox_key");
        builder.HasIndex(x => x.IncidentId).HasDatabaseName("ix_escalation_outbox_incident");
        // Queries only search for rows that are not settled.
        builder.HasIndex(x => x.NextAttemptAt).HasFilter("state IN ('Pending', 'Sending')").HasDatabaseName("ix_escalation_outbox_open");
    }
}
