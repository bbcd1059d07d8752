using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Escalations;

internal sealed class IncidentMapping : IEntityTypeConfiguration<Incident>
{
    public void Configure(EntityTypeBuilder<Incident> builder)
    {
        builder.ToTable("incidents");
        builder.HasKey(x => x.Id).HasName("pk_incidents");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.DedupKey).HasMaxLength(255);
        builder.Property(x => x.Tenant).HasMaxLength(256);
        builder.Property(x => x.ClientId).HasMaxLength(256);
        builder.Property(x => x.PagerDutyIncidentId).HasMaxLength(64);
        builder.Property(x => x.PagerDutyUrl).HasMaxLength(1000);
        builder.Property(x => x.SlackChannel).HasMaxLength(64);
        builder.Property(x => x.SlackTimestamp).HasMaxLength(32);
        builder.Property(x => x.AcknowledgedBy).HasMaxLength(128);
        builder.Property(x => x.ResolvedBy).HasMaxLength(128);
        builder.Property(x => x.Reason).HasMaxLength(1000);
        builder.HasIndex(x => x.DedupKey).IsUnique().HasDatabaseName("ux_incidents_dedup_key");
        // An app has one gathering incident, even if several processes open one at the same time.
        builder
            .HasIndex(x => new
            {
                x.Provider,
                x.Tenant,
                x.ClientId,
            })
            .IsUnique()
            .HasFilter("is_gathering")
            .HasDatabaseName("ux_incidents_gathering");
    }
}
