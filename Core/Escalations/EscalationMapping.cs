using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Escalations;

internal sealed class EscalationMapping : IEntityTypeConfiguration<Escalation>
{
    public void Configure(EntityTypeBuilder<Escalation> builder)
    {
        builder.ToTable("escalations");
        builder.HasKey(x => x.ConsentId).HasName("pk_escalations");
        builder.Property(x => x.ConsentId).ValueGeneratedNever();
        builder.Property(x => x.Role).HasMaxLength(256);
        builder.Property(x => x.RosterNote).HasMaxLength(Escalation.LongestNote);
        builder.Property(x => x.OnBehalfOf).HasMaxLength(Escalation.LongestNote);
        builder.Property(x => x.RemovedByCampaign).HasMaxLength(32);
        builder.Property(x => x.DictionaryVersion).HasMaxLength(64);
        builder.HasIndex(x => x.IncidentId).HasDatabaseName("ix_escalations_incident");
    }
}
