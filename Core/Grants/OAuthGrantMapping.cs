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
        // Lean on purpose: a million rows come in at once. The id goes first, for all rows of a source share the rest of the key
        // and PostgreSQL compares only the start of it cheaply. No foreign keys: checked a row at a time they cost more than the
        // whole import, which is the only writer and takes the ids from the rows it has just read or written; apps and users are
        // never deleted.
        builder.HasIndex(x => new { x.ExternalId, x.Source }).IsUnique().HasDatabaseName("ux_grants_external_id_source");
    }
}
