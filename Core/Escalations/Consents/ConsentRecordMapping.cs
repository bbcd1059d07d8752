using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Escalations.Consents;

internal sealed class ConsentRecordMapping : IEntityTypeConfiguration<ConsentRecord>
{
    public void Configure(EntityTypeBuilder<ConsentRecord> builder)
    {
        builder.ToTable("consents");
        builder.HasKey(x => x.Id).HasName("pk_consents");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Key).HasMaxLength(EscalationKey.MaxLength);
        builder.Property(x => x.EventKey).HasMaxLength(ConsentEvent.MaxEventKey);
        builder.Property(x => x.PersonExternalId).HasMaxLength(256);
        builder.Property(x => x.PersonEmail).HasMaxLength(320);
        builder.Property(x => x.PersonName).HasMaxLength(256);
        builder.Property(x => x.ClientId).HasMaxLength(256);
        builder.Property(x => x.AppName).HasMaxLength(256);
        builder.Property(x => x.Publisher).HasMaxLength(256);
        builder.Property(x => x.Tenant).HasMaxLength(256);
        builder.Property(x => x.IpAddress).HasMaxLength(64);
        builder.Property(x => x.UserAgent).HasMaxLength(512);
        builder.HasIndex(x => new { x.Source, x.EventKey }).IsUnique().HasDatabaseName("ux_consents_source_event");
        builder.HasIndex(x => x.Key).IsUnique().HasDatabaseName("ux_consents_key");
        // Only what a poll found and no push told is ever looked for.
        builder.HasIndex(x => x.PolledAt).HasFilter("pushed_at IS NULL AND missed_push_reported_at IS NULL").HasDatabaseName("ix_consents_unpushed");
    }
}
