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
        builder.ComplexProperty(x => x.Facts, Facts);
        builder.HasIndex(x => new { x.Source, x.EventKey }).IsUnique().HasDatabaseName("ux_consents_source_event");
        builder.HasIndex(x => x.Key).IsUnique().HasDatabaseName("ux_consents_key");
        // Rows are added in this order, so the smallest index finds those of the last day, and costs an insert next to nothing.
        builder.HasIndex(x => x.ReceivedAt).HasMethod("brin").HasDatabaseName("ix_consents_received");
        // Queries only search for consents that were polled and not pushed.
        builder
            .HasIndex(x => x.PolledAt)
            .HasFilter("pushed_at IS NULL AND missed_push_reported_at IS NULL")
            .HasDatabaseName("ix_consents_unpushed");
    }

    private static void Facts(ComplexPropertyBuilder<ConsentFacts> builder)
    {
        builder.Property(x => x.Tenant).HasMaxLength(256);
        builder.Property(x => x.IpAddress).HasMaxLength(64);
        builder.Property(x => x.UserAgent).HasMaxLength(512);
        builder.PrimitiveCollection(x => x.Scopes).HasColumnType("text[]");
        builder.PrimitiveCollection(x => x.EarlierScopes).HasColumnType("text[]");
        builder.PrimitiveCollection(x => x.Principals).HasColumnType("text[]");
        builder.ComplexProperty(x => x.Who, who =>
        {
            who.Property(x => x.ExternalId).HasColumnName("person_external_id").HasMaxLength(256);
            who.Property(x => x.Email).HasColumnName("person_email").HasMaxLength(320);
            who.Property(x => x.Name).HasColumnName("person_name").HasMaxLength(256);
            who.Property(x => x.IsApp).HasColumnName("person_is_app");
            who.Property(x => x.ClientId).HasColumnName("person_client_id").HasMaxLength(256);
        });
        builder.ComplexProperty(x => x.App, app =>
        {
            app.Property(x => x.ClientId).HasMaxLength(256);
            app.Property(x => x.Name).HasColumnName("app_name").HasMaxLength(256);
            app.Property(x => x.Publisher).HasMaxLength(256);
            app.Property(x => x.RegisteredAt).HasColumnName("app_registered_at");
            app.Property(x => x.ObjectId).HasColumnName("app_object_id").HasMaxLength(256);
        });
    }
}
