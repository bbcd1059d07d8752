using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Grants;

internal sealed class DirectoryUserMapping : IEntityTypeConfiguration<DirectoryUser>
{
    public void Configure(EntityTypeBuilder<DirectoryUser> builder)
    {
        builder.ToTable("users");
        builder.HasKey(x => x.Id).HasName("pk_users");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.ExternalId).HasMaxLength(256);
        builder.Property(x => x.Source).HasMaxLength(64);
        builder.Property(x => x.Email).HasMaxLength(320);
        builder.Property(x => x.DisplayName).HasMaxLength(256);
        builder.Property(x => x.ManagerEmail).HasMaxLength(320);
        builder.HasIndex(x => new { x.Provider, x.ExternalId }).IsUnique().HasDatabaseName("ux_users_provider_external_id");
        builder.HasIndex(x => x.Email).HasDatabaseName("ix_users_email");
        // Most accounts have none, and an import of many accounts should not index empty lists.
        builder.HasIndex(x => x.Aliases).HasMethod("gin").HasFilter("aliases <> '{}'").HasDatabaseName("ix_users_aliases");
    }
}
