using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OAuthAttest.Grants;

namespace OAuthAttest.Persistence.Mappings;

internal sealed class OAuthGrantMapping : IEntityTypeConfiguration<OAuthGrant>
{
    public void Configure(EntityTypeBuilder<OAuthGrant> builder)
    {
        builder.ToTable("grants");
        builder.HasKey(x => x.Id).HasName("pk_grants");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Source).HasMaxLength(64);
        builder.Property(x => x.ExternalId).HasMaxLength(512);
        builder.Property(x => x.PrincipalExternalId).HasMaxLength(256);
        builder.Property(x => x.Resource).HasMaxLength(512);
        builder.Property(x => x.ScopeDigest).HasMaxLength(32);
        builder.HasIndex(x => new { x.Source, x.ExternalId }).IsUnique().HasDatabaseName("ux_grants_source_external_id");
        builder.HasIndex(x => x.UserId).HasDatabaseName("ix_grants_user_id");
        builder.HasIndex(x => x.AppId).HasDatabaseName("ix_grants_app_id");
        builder.HasOne<OAuthApp>().WithMany().HasForeignKey(x => x.AppId).OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_grants_apps");
        builder.HasOne<DirectoryUser>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_grants_users");
    }
}
