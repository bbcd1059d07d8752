using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Grants;

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
        builder.Property(x => x.ExternalId).UseCollation("C");
        // Few indexes and no foreign keys, because a million rows are imported at once. The id comes first in the key: all rows of a
        // source share the rest of it, and PostgreSQL compares only the start of a key cheaply. Foreign keys would be checked row by row,
        // which costs more than the whole import. They are not needed: the import is the only writer and takes the ids from rows it has
        // just read or written, and apps and users are never deleted.
        builder.HasIndex(x => new { x.ExternalId, x.Source }).IsUnique().HasDatabaseName("ux_grants_external_id_source");
    }
}
