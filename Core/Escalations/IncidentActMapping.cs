using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Escalations;

internal sealed class IncidentActMapping : IEntityTypeConfiguration<IncidentAct>
{
    public void Configure(EntityTypeBuilder<IncidentAct> builder)
    {
        builder.ToTable("incident_acts");
        builder.HasKey(x => x.Id).HasName("pk_incident_acts");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Actor).HasMaxLength(128);
        builder.Property(x => x.Reason).HasMaxLength(1000);
        builder.Property(x => x.DeliveryKey).HasMaxLength(200);
        builder.HasIndex(x => x.DeliveryKey).IsUnique().HasDatabaseName("ux_incident_acts_delivery");
        builder.HasIndex(x => x.IncidentId).HasDatabaseName("ix_incident_acts_incident");
    }
}
