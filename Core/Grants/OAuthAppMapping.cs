using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Grants;

internal sealed class OAuthAppMapping : IEntityTypeConfiguration<OAuthApp>
{
    public void Configure(EntityTypeBuilder<OAuthApp> builder)
    {
        builder.ToTable("apps");
        builder.HasKey(x => x.Id).HasName("pk_apps");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.ExternalId).HasMaxLength(256);
        builder.Property(x => x.ObjectId).HasMaxLength(256);
        builder.Property(x => x.Name).HasMaxLength(512);
        builder.Property(x => x.Publisher).HasMaxLength(512);
        builder.Property(x => x.OwnerEmail).HasMaxLength(320);
        builder.HasIndex(x => x.ObjectId).HasFilter("object_id IS NOT NULL").HasDatabaseName("ix_apps_object_id");
        builder.HasIndex(x => new { x.Provider, x.ExternalId }).IsUnique().HasDatabaseName("ux_apps_provider_external_id");
    }
}
